package dev.sluice.benchmarks.workloads;

/** Sizes as people write them. */
final class Sizes {
  private static final int KIB = 1 << 10;
  private static final int MIB = 1 << 20;

  private Sizes() {}

  static String name(int bytes) {
    return words(bytes).replace(" bytes", "B").replace(" ", "");
  }

  static String words(int bytes) {
    if (bytes >= MIB && bytes % MIB == 0) {
      return bytes / MIB + " MiB";
    }
    return bytes >= KIB && bytes % KIB == 0 ? bytes / KIB + " KiB" : bytes + " bytes";
  }
}
