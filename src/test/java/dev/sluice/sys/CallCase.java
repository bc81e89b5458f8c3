package dev.sluice.sys;

import java.util.function.LongSupplier;

/**
 * A call of the table, made so that it succeeds and so that it fails. {@link CallCasesTest} makes
 * all of them.
 *
 * @param call which
 * @param succeeds makes it; the result must not be negative
 * @param error what a failure returns: {@code -errno}
 * @param fails makes it fail so
 */
record CallCase(Call call, LongSupplier succeeds, long error, LongSupplier fails) {
  @Override
  public String toString() {
    return call.symbol;
  }
}
