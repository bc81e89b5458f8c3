package dev.sluice.examples;

import dev.sluice.net.SockAddr;
import dev.sluice.net.UnixAddr;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a local socket: a path, or {@code @NAME} for one without a file. */
public final class LocalName implements ITypeConverter<UnixAddr> {
  /** Made by picocli. */
  public LocalName() {}

  @Override
  public UnixAddr convert(String value) {
    try {
      return value.startsWith("@")
          ? SockAddr.unixAbstract(value.substring(1))
          : SockAddr.unix(value);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }

  /** Removes the file of a socket that is closed. */
  public static void remove(UnixAddr address) throws IOException {
    if (address.kind() == UnixAddr.Kind.PATH) {
      Files.deleteIfExists(Path.of(address.name()));
    }
  }
}
