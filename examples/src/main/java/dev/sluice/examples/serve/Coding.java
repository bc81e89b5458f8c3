package dev.sluice.examples.serve;

import java.util.List;

/** How a file may be encoded beforehand, in a file beside it; the best first. */
enum Coding {
  BROTLI("br", ".br"),
  ZSTD("zstd", ".zst"),
  GZIP("gzip", ".gz");

  /** What values() would copy. */
  static final List<Coding> ALL = List.of(values());

  final String token;

  /** What the name of such a file ends with. */
  final String suffix;

  Coding(String token, String suffix) {
    this.token = token;
    this.suffix = suffix;
  }
}
