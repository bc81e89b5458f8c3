package dev.sluice.net;

import java.net.InetAddress;
import java.net.NetworkInterface;

/**
 * A multicast group, heard on an interface.
 *
 * @param group a multicast address
 * @param interfaceIndex the interface, as in {@code ip link}; 0 leaves it to the routes
 */
public record Membership(InetAddress group, int interfaceIndex) {
  /** Checks both. */
  public Membership {
    if (!group.isMulticastAddress()) {
      throw new IllegalArgumentException("no multicast address: " + group.getHostAddress());
    }
    if (interfaceIndex < 0) {
      throw new IllegalArgumentException("no interface: " + interfaceIndex);
    }
  }

  /**
   * A group on an interface of java.net.
   *
   * @param group a multicast address
   * @param on the interface
   * @return the value
   */
  public static Membership of(InetAddress group, NetworkInterface on) {
    return new Membership(group, on.getIndex());
  }
}
