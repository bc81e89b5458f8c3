package dev.sluice.benchmarks.micro;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/** Functions of the C library for those who link them by hand. */
final class Libc {
  private Libc() {}

  static MethodHandle abs(Linker.Option... options) {
    return link("abs", FunctionDescriptor.of(JAVA_INT, JAVA_INT), options);
  }

  static MethodHandle getppid(Linker.Option... options) {
    return link("getppid", FunctionDescriptor.of(JAVA_INT), options);
  }

  static MethodHandle recv(Linker.Option... options) {
    return link("recv", transfer(), options);
  }

  static MethodHandle send(Linker.Option... options) {
    return link("send", transfer(), options);
  }

  private static FunctionDescriptor transfer() {
    return FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  }

  @SuppressWarnings("restricted")
  private static MethodHandle link(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor, options);
  }
}
