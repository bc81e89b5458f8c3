package dev.sluice.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.sluice.bindings.x86_64.f_owner_ex;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Who gets the signals of a descriptor, {@code struct f_owner_ex}; one thread at a time. */
public final class OwnerEx {
  private static final long TYPE = f_owner_ex.type$offset();
  private static final long PID = f_owner_ex.pid$offset();

  private final MemorySegment segment = Arena.ofAuto().allocate(f_owner_ex.layout());

  /** Makes one of 0. */
  public OwnerEx() {}

  /**
   * Sets the owner.
   *
   * @param type {@code F_OWNER_TID}, {@code F_OWNER_PID}, {@code F_OWNER_PGRP}
   * @param pid the number of the thread, process or group; 0: nobody
   */
  public void set(int type, int pid) {
    segment.set(JAVA_INT, TYPE, type);
    segment.set(JAVA_INT, PID, pid);
  }

  /** {@return what kind of owner it is} */
  public int type() {
    return segment.get(JAVA_INT, TYPE);
  }

  /** {@return its number} */
  public int pid() {
    return segment.get(JAVA_INT, PID);
  }

  MemorySegment segment() {
    return segment;
  }
}
