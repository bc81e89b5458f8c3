package dev.sluice.sys;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A call that took longer than {@code -Dsluice.jfr.threshold}, for JDK Flight Recorder. */
@Name("dev.sluice.SystemCall")
@Label("System Call")
@Category("Sluice")
@Description("A system call that took longer than -Dsluice.jfr.threshold")
@Enabled(true)
@StackTrace(true)
final class SystemCallEvent extends Event {
  /** The call's name in C. */
  @Label("Call")
  String call = "";

  /** As the kernel has it: {@code -errno} on failure. */
  @Label("Result")
  long result;

  /** The name of the error; empty where there was none. */
  @Label("Errno")
  String errno = "";
}
