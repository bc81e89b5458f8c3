package dev.sluice.examples;

import dev.sluice.net.SockAddr;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Where a server listens. */
public final class ListenOptions {
  @Option(
      names = "--host",
      paramLabel = "H",
      defaultValue = "127.0.0.1",
      description = "address or name to listen on (${DEFAULT-VALUE})",
      converter = HostConverter.class)
  private InetAddress host;

  @Option(
      names = "--port",
      paramLabel = "P",
      defaultValue = "8080",
      description = "port to listen on, 0 picks a free one (${DEFAULT-VALUE})",
      converter = PortConverter.class)
  private int port;

  @Option(
      names = "--listen",
      paramLabel = "H:P",
      description = "both in one, instead of them; an IPv6 address stands in brackets",
      converter = AddressConverter.class)
  private SockAddr.@Nullable Inet both;

  /** Made by picocli. */
  public ListenOptions() {}

  /** The address asked for. */
  public SockAddr.Inet address() {
    return both == null ? SockAddr.of(new InetSocketAddress(host, port)) : both;
  }

  static final class AddressConverter implements ITypeConverter<SockAddr.Inet> {
    @Override
    public SockAddr.Inet convert(String value) {
      int colon = value.lastIndexOf(':');
      if (colon <= 0) {
        throw new TypeConversionException("an address is HOST:PORT, not " + value);
      }
      InetAddress itsHost = new HostConverter().convert(value.substring(0, colon));
      int itsPort = new PortConverter().convert(value.substring(colon + 1));
      return SockAddr.of(new InetSocketAddress(itsHost, itsPort));
    }
  }

  static final class HostConverter implements ITypeConverter<InetAddress> {
    @Override
    public InetAddress convert(String value) {
      try {
        return InetAddress.getByName(value);
      } catch (UnknownHostException e) {
        throw new TypeConversionException("unknown host: " + value);
      }
    }
  }

  static final class PortConverter implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String value) {
      try {
        int port = Integer.parseInt(value);
        if (port >= 0 && port <= 0xffff) {
          return port;
        }
      } catch (NumberFormatException e) {
        // Said below.
      }
      throw new TypeConversionException("a port is a number from 0 to 65535, not " + value);
    }
  }
}
