package dev.sluice.support;

import java.io.IOException;
import java.util.Objects;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Every class of tests ends with the descriptors that it began with, nested classes too. Found by
 * JUnit itself, so that no class can forget it: {@code META-INF/services}.
 */
public final class FdHygiene implements BeforeAllCallback, AfterAllCallback {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(FdHygiene.class);

  // What the kernel closes late, a Cleaner after a collection, or a thread that is on its way out.
  private static final int TRIES = 100;
  private static final int PAUSE_MILLIS = 20;

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    OpenFds.openWhatTheJvmKeeps();
    context.getStore(NAMESPACE).put(OpenFds.class, now(context));
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    OpenFds before =
        Objects.requireNonNull(context.getStore(NAMESPACE).get(OpenFds.class, OpenFds.class));
    String difference = now(context).differenceFrom(before);
    for (int i = 0; i < TRIES && !difference.isEmpty(); i++) {
      if (i == 0) {
        System.gc();
      }
      Thread.sleep(PAUSE_MILLIS);
      difference = now(context).differenceFrom(before);
    }
    if (!difference.isEmpty()) {
      throw new AssertionError(
          context.getDisplayName() + " does not end as it began: " + difference);
    }
  }

  private static OpenFds now(ExtensionContext context) throws IOException {
    KeepsOpen kept = context.getRequiredTestClass().getAnnotation(KeepsOpen.class);
    return kept == null ? OpenFds.now() : OpenFds.now().without(kept.value());
  }
}
