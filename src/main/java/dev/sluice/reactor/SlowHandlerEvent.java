package dev.sluice.reactor;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

/** A handler or task that held its loop up, for JDK Flight Recorder. */
@Name("dev.sluice.SlowHandler")
@Label("Slow Handler")
@Category("Sluice")
@Description("What ran in a loop for longer than the event's threshold; nothing else ran meanwhile")
@Enabled(true)
@Threshold("10 ms")
@StackTrace(false)
final class SlowHandlerEvent extends Event {
  /** The channel, or the task. */
  @Label("Handler")
  String handler = "";
}
