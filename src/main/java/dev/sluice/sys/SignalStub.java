package dev.sluice.sys;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The machine code of the signal handler, {@code void handler(int signum, siginfo_t *info, void
 * *context)}: {@code write(table[signum], info, 128)}, and nothing else. The system call leaves
 * errno alone.
 *
 * <p>The sources stand in {@code native/stubs}; a test assembles them and compares.
 */
final class SignalStub {
  private SignalStub() {}

  static byte[] code(Abi abi) {
    return abi == Abi.X86_64 ? x86() : aarch64();
  }

  /* 48 8d 05 f9 ff 00 00   lea  rax, [rip + 65529]   the table, 65536 from the start
   * 8b 3c b8               mov  edi, [rax + rdi*4]
   * ba 80 00 00 00         mov  edx, 128             rsi is info already
   * b8 01 00 00 00         mov  eax, 1               write
   * 0f 05                  syscall
   * c3                     ret */
  private static byte[] x86() {
    return ByteBuffer.allocate(23)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(new byte[] {0x48, (byte) 0x8d, 0x05})
        .putInt(SignalPipe.TABLE_OFFSET - 7)
        .put(new byte[] {(byte) 0x8b, 0x3c, (byte) 0xb8})
        .put((byte) 0xba)
        .putInt(SignalPipe.RECORD)
        .put((byte) 0xb8)
        .putInt(1)
        .put(new byte[] {0x0f, 0x05, (byte) 0xc3})
        .array();
  }

  /* 10080008   adr  x8, table              the table, 65536 from the start
   * b860d900   ldr  w0, [x8, w0, sxtw #2]
   * d2801002   mov  x2, #128               x1 is info already
   * d2800808   mov  x8, #64                write
   * d4000001   svc  #0
   * d65f03c0   ret */
  private static byte[] aarch64() {
    return ByteBuffer.allocate(24)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(0x10000008 | ((SignalPipe.TABLE_OFFSET / 4) << 5))
        .putInt(0xb860d900)
        .putInt(0xd2801002)
        .putInt(0xd2800808)
        .putInt(0xd4000001)
        .putInt(0xd65f03c0)
        .array();
  }
}
