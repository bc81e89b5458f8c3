package dev.sluice.sys;

import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;

/** The functions of the C library. */
final class Symbols {
  static final SymbolLookup LOOKUP = Linker.nativeLinker().defaultLookup();

  private Symbols() {}

  static boolean has(Call call) {
    return LOOKUP.find(call.symbol).isPresent();
  }

  static MemorySegment of(Call call) {
    return LOOKUP.findOrThrow(call.symbol);
  }
}
