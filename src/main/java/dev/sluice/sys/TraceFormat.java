package dev.sluice.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * How an argument is shown.
 *
 * @param fromResult whether the kernel fills it, so that it is worth reading only afterwards
 * @param text shows the argument of that index
 */
record TraceFormat(boolean fromResult, Text text) {
  /** Shows an argument, or says by null that its memory cannot be read. */
  @FunctionalInterface
  interface Text {
    @Nullable String of(TraceView call, int index);
  }

  static final TraceFormat NUMBER = number(Long::toString);
  static final TraceFormat INT = number(value -> Integer.toString(low(value)));
  static final TraceFormat OPEN = number(value -> TraceText.open(value & 0xffff_ffffL));
  static final TraceFormat SOCKET_TYPE = number(value -> TraceText.socketType(low(value)));
  static final TraceFormat MODE = number(value -> TraceText.octal(low(value)));
  static final TraceFormat POINTER = number(TraceText::pointer);
  static final TraceFormat DIRECTORY =
      number(
          value ->
              low(value) == FileConstants.AT_FDCWD ? "AT_FDCWD" : Integer.toString(low(value)));
  static final TraceFormat PATH = new TraceFormat(false, TraceFormat::path);
  static final TraceFormat TIMESPEC = struct(16, TraceText::timespec);
  static final TraceFormat ITIMERSPEC = struct(32, TraceText::itimerspec);
  static final TraceFormat OLD_ITIMERSPEC = new TraceFormat(true, ITIMERSPEC.text);
  static final TraceFormat EVENT = struct(EpollEvents.SIZE, TraceText::epollEvent);
  static final TraceFormat MSGHDR = struct(56, TraceText::msghdr);
  static final TraceFormat OPEN_HOW = struct(24, TraceText::openHow);
  static final TraceFormat OFFSET =
      struct(8, memory -> "[" + memory.get(java.lang.foreign.ValueLayout.JAVA_LONG, 0) + "]");

  /** As many events as the call returned. */
  static final TraceFormat EVENTS =
      new TraceFormat(
          true,
          (call, index) ->
              array(call, index, call.result(), EpollEvents.SIZE, TraceText::epollEvent));

  /** As many bytes as the call returned. */
  static final TraceFormat RECEIVED =
      new TraceFormat(true, (call, index) -> bytes(call, index, call.result()));

  static final TraceFormat TWO_FDS =
      new TraceFormat(
          true,
          (call, index) ->
              array(call, index, 2, 4, fd -> Integer.toString(fd.get(JAVA_INT_UNALIGNED, 0))));

  static final TraceFormat ADDRESS_LENGTH =
      new TraceFormat(
          true,
          (call, index) -> {
            MemorySegment length = call.lengthOfAddress(index);
            return length == null ? null : "[" + length.get(JAVA_INT_UNALIGNED, 0) + "]";
          });

  static TraceFormat flags(String names) {
    return number(value -> TraceNames.flags(names, value & 0xffff_ffffL));
  }

  static TraceFormat name(String names) {
    return number(value -> TraceNames.name(names, low(value)));
  }

  /** Bytes that the kernel reads, counted by another argument. */
  static TraceFormat sent(int length) {
    return new TraceFormat(false, (call, index) -> bytes(call, index, call.value(length)));
  }

  /** An address that the kernel reads, its size in another argument. */
  static TraceFormat address(int length) {
    return new TraceFormat(
        false,
        (call, index) -> {
          MemorySegment address = call.memory(index, low(call.value(length)));
          return address == null ? null : TraceText.address(address);
        });
  }

  /** An address that the kernel writes, its size behind another pointer. */
  static TraceFormat peer(int length) {
    return new TraceFormat(
        true,
        (call, index) -> {
          MemorySegment size = call.lengthOfAddress(length);
          MemorySegment address =
              size == null
                  ? null
                  : call.memory(
                      index, Math.min(size.get(JAVA_INT_UNALIGNED, 0), SockAddrBuf.CAPACITY));
          return address == null ? null : TraceText.address(address);
        });
  }

  /** Structs that the kernel reads, counted by another argument. */
  static TraceFormat array(int count, long size, Function<MemorySegment, String> text) {
    return new TraceFormat(
        false, (call, index) -> array(call, index, low(call.value(count)), size, text));
  }

  /** An int as it was passed. */
  private static int low(long value) {
    return (int) value;
  }

  private static TraceFormat number(LongFunction<String> text) {
    return new TraceFormat(false, (call, index) -> text.apply(call.value(index)));
  }

  private static TraceFormat struct(long size, Function<MemorySegment, String> text) {
    return new TraceFormat(
        false,
        (call, index) -> {
          MemorySegment memory = call.memory(index, size);
          return memory == null ? null : text.apply(memory);
        });
  }

  private static @Nullable String path(TraceView call, int index) {
    MemorySegment memory = call.memory(index);
    return memory == null ? null : TraceText.path(memory);
  }

  private static @Nullable String bytes(TraceView call, int index, long length) {
    MemorySegment memory = call.memory(index, length);
    return memory == null ? null : TraceText.bytes(memory);
  }

  private static @Nullable String array(
      TraceView call, int index, long count, long size, Function<MemorySegment, String> text) {
    MemorySegment memory = call.memory(index, count * size);
    return memory == null ? null : TraceText.array(memory, size, text);
  }
}
