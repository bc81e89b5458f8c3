package dev.sluice.sys;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The machine code of the raw backend: a C function that is nothing but one system call.
 *
 * <p>The sources stand in {@code native/stubs}; a test assembles them and compares.
 */
final class Stub {
  /** Room per stub: a multiple of the length of either, so that each starts on its own 16 bytes. */
  static final int SLOT = 16;

  private Stub() {}

  static byte[] code(Abi abi, int number) {
    return abi == Abi.X86_64 ? x86(number) : aarch64(number);
  }

  /* b8 NR NR NR NR   mov  eax, NR
   * 49 89 ca         mov  r10, rcx     the kernel wants the fourth argument there
   * 0f 05            syscall
   * c3               ret */
  private static byte[] x86(int number) {
    return ByteBuffer.allocate(11)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put((byte) 0xb8)
        .putInt(number)
        .put(new byte[] {0x49, (byte) 0x89, (byte) 0xca, 0x0f, 0x05, (byte) 0xc3})
        .array();
  }

  /* d2800008 | NR << 5   mov  x8, #NR
   * d4000001             svc  #0
   * d65f03c0             ret */
  private static byte[] aarch64(int number) {
    return ByteBuffer.allocate(12)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(0xd2800008 | (number << 5))
        .putInt(0xd4000001)
        .putInt(0xd65f03c0)
        .array();
  }
}
