package dev.sluice.examples.serve;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a path names: a file, and the same encoded in files beside it. Whoever holds it releases it;
 * the last one closes the files. One thread.
 */
final class Resource {
  private final OpenFile plain;
  private final Map<Coding, OpenFile> encoded = new EnumMap<>(Coding.class);
  // One for all sends, instead of one for each.
  private final Runnable releasing = this::release;
  private int holders = 1;

  Resource(OpenFile plain) {
    this.plain = plain;
  }

  void add(Coding coding, OpenFile file) {
    encoded.put(coding, file);
    plain.varies();
  }

  /** The file that an answer is made of, null where the client takes none. */
  @Nullable OpenFile choose(@Nullable String acceptEncoding) {
    if (acceptEncoding == null || (encoded.isEmpty() && acceptEncoding.indexOf('=') < 0)) {
      // Without a weight nothing is excluded.
      return plain;
    }
    AcceptEncoding accepted = new AcceptEncoding(acceptEncoding);
    OpenFile best = null;
    int weight = 0;
    for (Map.Entry<Coding, OpenFile> each : encoded.entrySet()) {
      if (accepted.weight(each.getKey()) > weight) {
        best = each.getValue();
        weight = accepted.weight(each.getKey());
      }
    }
    return accepted.prefersIdentity(weight) ? plain : best;
  }

  List<OpenFile> files() {
    List<OpenFile> all = new ArrayList<>(encoded.values());
    all.add(plain);
    return all;
  }

  /** How many descriptors it takes. */
  int descriptors() {
    return 1 + encoded.size();
  }

  /** One more holds it. */
  Resource hold() {
    holders++;
    return this;
  }

  /** {@link #release}, always the same object. */
  Runnable releasing() {
    return releasing;
  }

  void release() {
    if (--holders == 0) {
      files().forEach(OpenFile::close);
    }
  }
}
