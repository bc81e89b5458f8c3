package dev.sluice.sys;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Calls the kernel through stubs, all of them written into one page before its only change to
 * executable.
 */
final class RawBackend {
  private static final MemorySegment PAGE;
  private static final String OBSTACLE;

  static {
    MemorySegment page = MemorySegment.NULL;
    String obstacle = "";
    try {
      page = CodePage.map(CodePage.SIZE);
      for (Call call : Call.values()) {
        if (!call.libcOnly()) {
          byte[] code = Stub.code(Abi.CURRENT, call.number);
          MemorySegment.copy(code, 0, page, ValueLayout.JAVA_BYTE, slot(call), code.length);
        }
      }
      CodePage.seal(page);
    } catch (IllegalStateException e) {
      obstacle = String.valueOf(e.getMessage());
    }
    PAGE = page;
    OBSTACLE = obstacle;
  }

  private RawBackend() {}

  /** Why there are no stubs; empty where there are. */
  static String obstacle() {
    return OBSTACLE;
  }

  /** The code of a call. */
  static MemorySegment stub(Call call) {
    return PAGE.asSlice(slot(call), Stub.SLOT);
  }

  private static long slot(Call call) {
    return (long) call.number * Stub.SLOT;
  }
}
