package dev.sluice.sys;

import java.util.Locale;

/** The architectures whose system-call ABI is known, and which of them this JVM runs on. */
enum Abi {
  X86_64,
  AARCH64;

  static final Abi CURRENT = detect(System.getProperty("os.name"), System.getProperty("os.arch"));

  /** A constant that the JIT folds: what differs is chosen by {@code Abi.X86 ? … : …}. */
  static final boolean X86 = CURRENT == X86_64;

  static Abi detect(String os, String arch) {
    if (os.equals("Linux")) {
      switch (arch.toLowerCase(Locale.ROOT)) {
        case "amd64", "x86_64" -> {
          return X86_64;
        }
        case "aarch64", "arm64" -> {
          return AARCH64;
        }
        default -> {}
      }
    }
    throw new UnsupportedOperationException(
        "Sluice runs on Linux x86-64 and aarch64, not on " + os + " " + arch);
  }
}
