package dev.sluice.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A page under {@code docs} that is made from the code. */
public final class Page {
  private static final String WRITE = "sluice.write";

  private Page() {}

  /**
   * The page must say what it would say if it were made now. With {@code -Dsluice.write=true} it is
   * made now.
   *
   * @param name the file under {@code docs}
   * @param text what it has to be
   * @param maker the test that calls this
   */
  public static void requireCurrent(String name, String text, Class<?> maker) throws IOException {
    Path file = Project.file("docs").resolve(name);
    if (Boolean.getBoolean(WRITE)) {
      Files.writeString(file, text);
    }
    assertThat(Files.exists(file) ? Files.readString(file) : "")
        .as(
            "docs/%s is not what the code says; mvn -pl bindings,src test -Dtest=%s -D%s=true"
                + " -Dsurefire.failIfNoSpecifiedTests=false writes it",
            name, maker.getSimpleName(), WRITE)
        .isEqualTo(text);
  }
}
