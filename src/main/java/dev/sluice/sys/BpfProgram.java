package dev.sluice.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A program of classic BPF: a {@code struct sock_fprog} and the instructions that it points to, in
 * memory of their own.
 *
 * <p>The kernel takes a copy, and checks it: jumps go forward and end within, the last instruction
 * is a return. It can be used for any number of sockets; one thread at a time.
 *
 * @see <a href="https://www.kernel.org/doc/html/latest/networking/filter.html">Linux Socket
 *     Filtering</a>
 */
public final class BpfProgram {
  /** How many instructions the kernel takes. */
  public static final int MAX_INSTRUCTIONS = 4096;

  // Alike on both architectures; a test holds these against the bindings.
  static final int HEADER = 16;
  static final int LENGTH = 0;
  static final int FILTER = 8;
  static final int INSTRUCTION = 8;
  static final int CODE = 0;
  static final int JUMP_TRUE = 2;
  static final int JUMP_FALSE = 3;
  static final int OPERAND = 4;

  private static final int MAX_JUMP = 255;

  private final MemorySegment memory;
  private final int capacity;
  private int length;

  private BpfProgram(int capacity) {
    this.capacity = capacity;
    this.memory = Arena.ofAuto().allocate(HEADER + (long) capacity * INSTRUCTION, 8);
    // The address stands beside what it points to: one lives as long as the other.
    memory.set(ADDRESS, FILTER, memory.asSlice(HEADER));
  }

  /**
   * Makes an empty program.
   *
   * @param capacity how many instructions it has room for, 1 to 4096
   * @return the program
   */
  public static BpfProgram allocate(int capacity) {
    if (capacity < 1 || capacity > MAX_INSTRUCTIONS) {
      throw new IllegalArgumentException(
          "a program has 1 to " + MAX_INSTRUCTIONS + " instructions, not " + capacity);
    }
    return new BpfProgram(capacity);
  }

  /**
   * Adds an instruction that is no jump: {@code BPF_STMT}.
   *
   * @param code what it does, as {@code BPF_LD | BPF_W | BPF_ABS}
   * @param operand its constant, k
   * @return this program
   * @throws IndexOutOfBoundsException when it is full
   */
  public BpfProgram add(int code, int operand) {
    return add(code, operand, 0, 0);
  }

  /**
   * Adds an instruction: {@code BPF_JUMP}.
   *
   * @param code what it does, as {@code BPF_JMP | BPF_JEQ | BPF_K}
   * @param operand its constant, k
   * @param jumpTrue how many instructions to pass over where the condition holds, 0 to 255
   * @param jumpFalse how many to pass over where it does not
   * @return this program
   * @throws IndexOutOfBoundsException when it is full
   */
  public BpfProgram add(int code, int operand, int jumpTrue, int jumpFalse) {
    // Read once: with threads racing it could not be trusted twice, and the kernel trusts it.
    int index = length;
    if (index == capacity) {
      throw new IndexOutOfBoundsException("the program has room for " + capacity);
    }
    if ((jumpTrue | jumpFalse) < 0 || jumpTrue > MAX_JUMP || jumpFalse > MAX_JUMP) {
      throw new IllegalArgumentException("a jump passes over 0 to " + MAX_JUMP);
    }
    if (code < 0 || code > 0xffff) {
      throw new IllegalArgumentException("a code has 16 bits: " + code);
    }
    long at = HEADER + (long) index * INSTRUCTION;
    memory.set(JAVA_SHORT, at + CODE, (short) code);
    memory.set(JAVA_BYTE, at + JUMP_TRUE, (byte) jumpTrue);
    memory.set(JAVA_BYTE, at + JUMP_FALSE, (byte) jumpFalse);
    memory.set(JAVA_INT, at + OPERAND, operand);
    length = index + 1;
    return this;
  }

  /** {@return how many instructions it has} */
  public int length() {
    return length;
  }

  /** The whole of it, the header first. */
  MemorySegment forCall() {
    memory.set(JAVA_SHORT, LENGTH, (short) length);
    return memory;
  }
}
