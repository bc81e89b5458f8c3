package dev.sluice.net;

import static dev.sluice.sys.NetConstants.IPPROTO_IPV6;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.errno.ErrnoException;
import dev.sluice.sys.SocketOptions;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** A struct, a text, or whatever else is more than an {@code int}. */
final class ValueOpt<T> extends SockOpt<T> {
  /** Makes a value of what the kernel gave. */
  @FunctionalInterface
  interface Reader<T> {
    /** The first {@code length} bytes are filled. */
    T read(MemorySegment bytes, int length);
  }

  /** Makes for the kernel what it takes. */
  @FunctionalInterface
  interface Writer<T> {
    MemorySegment write(Arena arena, T value);
  }

  // The longest names that the kernel takes, of interfaces and of algorithms alike, have one less.
  private static final int TEXT = 16;

  private final int size;
  private final @Nullable Reader<T> reader;
  private final @Nullable Writer<T> writer;

  /** Where there is no reader it can only be set, where there is no writer only be asked. */
  ValueOpt(
      String name,
      int level,
      int number,
      Class<T> type,
      int size,
      @Nullable Reader<T> reader,
      @Nullable Writer<T> writer) {
    super(name, level, number, type);
    this.size = size;
    this.reader = reader;
    this.writer = writer;
  }

  static SockOpt<byte[]> bytes(String name, int level, int number, int size) {
    return new ValueOpt<>(
        name,
        level,
        number,
        byte[].class,
        size,
        OptionLayouts::readBytes,
        (arena, value) -> arena.allocateFrom(JAVA_BYTE, value));
  }

  static SockOpt<Long> number64(String name, int level, int number, boolean settable) {
    return new ValueOpt<>(
        name,
        level,
        number,
        Long.class,
        Long.BYTES,
        (bytes, length) -> bytes.get(JAVA_LONG, 0),
        settable ? (arena, value) -> arena.allocateFrom(JAVA_LONG, value) : null);
  }

  static SockOpt<Membership> membership(String name, int level, int number) {
    return new ValueOpt<>(
        name,
        level,
        number,
        Membership.class,
        OptionLayouts.IPV6_MREQ,
        null,
        (arena, value) -> OptionLayouts.writeMembership(name, level == IPPROTO_IPV6, arena, value));
  }

  /** A number that the kernel does not give back, or not under this name. */
  static SockOpt<Integer> setOnly(String name, int level, int number) {
    return new ValueOpt<>(
        name,
        level,
        number,
        Integer.class,
        Integer.BYTES,
        null,
        (arena, value) -> arena.allocateFrom(JAVA_INT, value));
  }

  /** A name of at most 15 bytes, which the kernel would cut without a word. */
  static SockOpt<String> text(String name, int level, int number) {
    return new ValueOpt<>(
        name,
        level,
        number,
        String.class,
        TEXT,
        (bytes, length) -> length == 0 ? "" : bytes.getString(0, UTF_8),
        (arena, value) -> encode(name, arena, value));
  }

  private static MemorySegment encode(String name, Arena arena, String value) {
    byte[] bytes = value.getBytes(UTF_8);
    if (bytes.length >= TEXT || value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          name + " has at most " + (TEXT - 1) + " bytes and no NUL: " + value);
    }
    return arena.allocateFrom(value, UTF_8);
  }

  @Override
  public T get(int fd) throws ErrnoException {
    if (reader == null) {
      throw onlySet();
    }
    try (Arena arena = Arena.ofConfined()) {
      // Behind it a 0, for texts that the kernel does not end.
      MemorySegment room = arena.allocate(size + 1L, Long.BYTES);
      int length = (int) checkGet(ask(fd, room.asSlice(0, size)));
      return reader.read(room, length);
    }
  }

  private int ask(int fd, MemorySegment room) {
    return SocketOptions.getsockopt(fd, level, number, room);
  }

  @Override
  public void set(int fd, T value) throws ErrnoException {
    if (writer == null) {
      throw onlyAsked();
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = writer.write(arena, value);
      Object shown = value instanceof byte[] ? bytes.byteSize() + " bytes" : value;
      checkSet(SocketOptions.setsockopt(fd, level, number, bytes), shown);
    }
  }
}
