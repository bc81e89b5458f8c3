package dev.sluice.reactor;

import java.util.concurrent.Executor;

/** Runs tasks one after another, and knows whether it is running the caller right now. */
public interface SerialExecutor extends Executor {
  /** {@return whether the calling code runs in this executor} */
  boolean isCurrent();
}
