package dev.sluice.examples;

import dev.sluice.net.SockAddr;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code HOST:PORT}; an IPv6 address stands in brackets. */
public final class HostAndPort implements ITypeConverter<SockAddr.Inet> {
  /** Made by picocli. */
  public HostAndPort() {}

  @Override
  public SockAddr.Inet convert(String value) {
    int colon = value.lastIndexOf(':');
    if (colon <= 0) {
      throw new TypeConversionException("HOST:PORT, not " + value);
    }
    InetAddress host = new ListenOptions.HostConverter().convert(value.substring(0, colon));
    int port = new ListenOptions.PortConverter().convert(value.substring(colon + 1));
    return SockAddr.of(new InetSocketAddress(host, port));
  }
}
