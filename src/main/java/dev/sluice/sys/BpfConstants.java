package dev.sluice.sys;

import dev.sluice.bindings.x86_64.Linux;

/**
 * Instructions of classic BPF, for {@link BpfProgram}.
 *
 * <p>Names and values are those of C.
 */
public final class BpfConstants {
  /** Load into the accumulator. */
  public static final int BPF_LD = Linux.BPF_LD();

  /** Load into the index register. */
  public static final int BPF_LDX = Linux.BPF_LDX();

  /** Compute. */
  public static final int BPF_ALU = Linux.BPF_ALU();

  /** Jump. */
  public static final int BPF_JMP = Linux.BPF_JMP();

  /** End with a result. */
  public static final int BPF_RET = Linux.BPF_RET();

  /** Move between registers. */
  public static final int BPF_MISC = Linux.BPF_MISC();

  /** 4 bytes. */
  public static final int BPF_W = Linux.BPF_W();

  /** 2 bytes. */
  public static final int BPF_H = Linux.BPF_H();

  /** 1 byte. */
  public static final int BPF_B = Linux.BPF_B();

  /** At a fixed offset of the packet. */
  public static final int BPF_ABS = Linux.BPF_ABS();

  /** At an offset from the index register. */
  public static final int BPF_IND = Linux.BPF_IND();

  /** A constant. */
  public static final int BPF_IMM = Linux.BPF_IMM();

  /** A cell of scratch memory. */
  public static final int BPF_MEM = Linux.BPF_MEM();

  /** The packet's length. */
  public static final int BPF_LEN = Linux.BPF_LEN();

  /** The operand is the instruction's constant. */
  public static final int BPF_K = Linux.BPF_K();

  /** The operand is the index register. */
  public static final int BPF_X = Linux.BPF_X();

  /** The operand is the accumulator. */
  public static final int BPF_A = Linux.BPF_A();

  /** Add. */
  public static final int BPF_ADD = Linux.BPF_ADD();

  /** Subtract. */
  public static final int BPF_SUB = Linux.BPF_SUB();

  /** Bitwise and. */
  public static final int BPF_AND = Linux.BPF_AND();

  /** Remainder. */
  public static final int BPF_MOD = Linux.BPF_MOD();

  /** Jump always. */
  public static final int BPF_JA = Linux.BPF_JA();

  /** Jump if equal. */
  public static final int BPF_JEQ = Linux.BPF_JEQ();

  /** Jump if greater, unsigned. */
  public static final int BPF_JGT = Linux.BPF_JGT();

  /** Jump if not less, unsigned. */
  public static final int BPF_JGE = Linux.BPF_JGE();

  /** Jump if bits are common. */
  public static final int BPF_JSET = Linux.BPF_JSET();

  /** Where the kernel's own data stand: add one of those below. */
  public static final int SKF_AD_OFF = Linux.SKF_AD_OFF();

  /** The CPU that handles the packet. */
  public static final int SKF_AD_CPU = Linux.SKF_AD_CPU();

  /** The hash of the packet's flow. */
  public static final int SKF_AD_RXHASH = Linux.SKF_AD_RXHASH();

  private BpfConstants() {}
}
