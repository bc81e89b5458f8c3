package dev.sluice.net;

import dev.sluice.sys.IpOptionConstants;
import java.util.List;

/**
 * How a socket treats datagrams that are too long for the path: a value of {@code IP_PMTUDISC_},
 * open to those that newer kernels add.
 *
 * @param number as in C
 */
public record MtuDiscovery(int number) {
  /** Fragments them where needed. */
  public static final MtuDiscovery DONT = new MtuDiscovery(IpOptionConstants.IP_PMTUDISC_DONT);

  /** Learns the MTU of the path, and fragments what is longer: the default. */
  public static final MtuDiscovery WANT = new MtuDiscovery(IpOptionConstants.IP_PMTUDISC_WANT);

  /** Never fragments: EMSGSIZE for what is longer than the MTU of the path. */
  public static final MtuDiscovery DO = new MtuDiscovery(IpOptionConstants.IP_PMTUDISC_DO);

  /** Never fragments, and sends up to the interface's MTU, to find out what the path takes. */
  public static final MtuDiscovery PROBE = new MtuDiscovery(IpOptionConstants.IP_PMTUDISC_PROBE);

  /** Never fragments, and believes nobody who says that the path takes less. */
  public static final MtuDiscovery INTERFACE =
      new MtuDiscovery(IpOptionConstants.IP_PMTUDISC_INTERFACE);

  /** Fragments by the interface's MTU, and believes nobody who says that the path takes less. */
  public static final MtuDiscovery OMIT = new MtuDiscovery(IpOptionConstants.IP_PMTUDISC_OMIT);

  private static final List<String> NAMES =
      List.of("DONT", "WANT", "DO", "PROBE", "INTERFACE", "OMIT");

  /** {@return the name without prefix, or the number where it has none} */
  @Override
  public String toString() {
    return number >= 0 && number < NAMES.size() ? NAMES.get(number) : Integer.toString(number);
  }
}
