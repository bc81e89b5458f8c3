package dev.sluice.examples.connect;

import static dev.sluice.sys.NetConstants.AF_UNSPEC;
import static dev.sluice.sys.NetConstants.SOCK_DGRAM;
import static dev.sluice.sys.NetConstants.SOCK_STREAM;

import dev.sluice.net.DatagramEndpoint;
import dev.sluice.net.Names;
import dev.sluice.net.SockAddr;
import dev.sluice.net.StreamSocket;
import dev.sluice.net.TcpStream;
import dev.sluice.net.UdpSocket;
import dev.sluice.net.UnixAddr;
import dev.sluice.net.UnixDatagram;
import dev.sluice.net.UnixStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Whom to connect to, and how: {@code tcp:H:P}, {@code udp:H:P}, {@code unix:PATH}, … */
sealed interface Target {
  /** Of hosts. */
  record Inet(boolean isStream, String host, String port) implements Target {
    /** All addresses are tried, the best first; they share the time. */
    private <S> S first(int type, Duration limit, Connector<S> connector)
        throws IOException, InterruptedException {
      long deadline = System.nanoTime() + limit.toNanos();
      List<SockAddr> addresses =
          Names.resolve(new Names.Query(host, port, type, AF_UNSPEC, 0), limit);
      for (int i = 0; ; i++) {
        int left = addresses.size() - i;
        long share = Math.max(1, (deadline - System.nanoTime()) / left);
        try {
          return connector.connect((SockAddr.Inet) addresses.get(i), Duration.ofNanos(share));
        } catch (SocketTimeoutException e) {
          if (left == 1) {
            throw new SocketTimeoutException(
                "connect(" + addresses.get(i) + "): not within " + limit.toSeconds() + " s");
          }
        } catch (IOException e) {
          if (left == 1) {
            throw e;
          }
        }
      }
    }

    @Override
    public StreamSocket<?> connectStream(Duration limit) throws IOException, InterruptedException {
      return first(SOCK_STREAM, limit, TcpStream::connect);
    }

    @Override
    public DatagramEndpoint<?> connectDatagrams(Duration limit)
        throws IOException, InterruptedException {
      return first(
          SOCK_DGRAM,
          limit,
          (address, any) -> connected(UdpSocket.open(address.family()), address));
    }
  }

  /** On this machine. */
  record Unix(boolean isStream, UnixAddr address) implements Target {
    @Override
    public StreamSocket<?> connectStream(Duration limit) throws IOException {
      return UnixStream.connect(address, limit);
    }

    /** With a name of its own, or nobody could answer. */
    @Override
    public DatagramEndpoint<?> connectDatagrams(Duration limit) throws IOException {
      return connected(UnixDatagram.bound(SockAddr.unixUnnamed()), address);
    }
  }

  /** Connects to one of several addresses. */
  @FunctionalInterface
  interface Connector<S> {
    /** Connects within a time limit. */
    S connect(SockAddr.Inet address, Duration limit) throws IOException;
  }

  /** Whether it is a stream, or datagrams. */
  boolean isStream();

  /** Connects a stream. */
  StreamSocket<?> connectStream(Duration limit) throws IOException, InterruptedException;

  /** Makes a socket that sends there, and receives from there only. */
  DatagramEndpoint<?> connectDatagrams(Duration limit) throws IOException, InterruptedException;

  /** Connects a new socket, or closes it. */
  private static <A extends SockAddr, S extends DatagramEndpoint<A>> S connected(S socket, A peer)
      throws IOException {
    try {
      socket.connect(peer);
      return socket;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** Reads it from the command line. */
  final class Converter implements ITypeConverter<Target> {
    private static final int MOST_PORT = 0xffff;

    @Override
    public Target convert(String value) {
      int colon = value.indexOf(':');
      String rest = value.substring(colon + 1);
      return switch (value.substring(0, Math.max(0, colon))) {
        case "tcp" -> inet(true, rest);
        case "udp" -> inet(false, rest);
        case "unix" -> unix(true, rest);
        case "unix-dgram" -> unix(false, rest);
        default ->
            throw new TypeConversionException(
                "a target is tcp:H:P, udp:H:P, unix:PATH or unix-dgram:PATH, not " + value);
      };
    }

    private static Target inet(boolean stream, String text) {
      int colon = text.lastIndexOf(':');
      String host = text.substring(0, Math.max(0, colon));
      String port = text.substring(colon + 1);
      if (host.startsWith("[") && host.endsWith("]")) {
        host = host.substring(1, host.length() - 1);
      }
      if (host.isEmpty() || !isPort(port)) {
        throw new TypeConversionException(
            "HOST:PORT, the port a service or a number from 1 to " + MOST_PORT + ", not " + text);
      }
      return new Inet(stream, host, port);
    }

    private static boolean isPort(String text) {
      try {
        int port = Integer.parseInt(text);
        return port > 0 && port <= MOST_PORT;
      } catch (NumberFormatException e) {
        // Names of services have a letter; larger numbers have none.
        return text.chars().anyMatch(Character::isLetter);
      }
    }

    private static Target unix(boolean stream, String name) {
      try {
        return new Unix(
            stream,
            name.startsWith("@") ? SockAddr.unixAbstract(name.substring(1)) : SockAddr.unix(name));
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
