package dev.sluice.sys;

import dev.sluice.bindings.x86_64.Linux;

/**
 * Constants of messages and their control messages, for {@link Messages}, {@link MessageBatches}
 * and {@link ControlBuf}. The {@code MSG_} flags that every socket knows stand in {@link
 * NetConstants}.
 *
 * <p>Names and values are those of C.
 */
public final class MessageConstants {
  /** The peer is reachable: its link-layer address needs no new look-up. */
  public static final int MSG_CONFIRM = Linux.MSG_CONFIRM();

  /** Only to hosts that are directly connected. */
  public static final int MSG_DONTROUTE = Linux.MSG_DONTROUTE();

  /** The end of a record. */
  public static final int MSG_EOR = Linux.MSG_EOR();

  /** Connect and send in one call: TCP Fast Open. */
  public static final int MSG_FASTOPEN = Linux.MSG_FASTOPEN();

  /** Wait for the first message only. */
  public static final int MSG_WAITFORONE = Linux.MSG_WAITFORONE();

  /** Of {@code SOL_SOCKET}, ints: open descriptors, duplicated for the receiver. */
  public static final int SCM_RIGHTS = Linux.SCM_RIGHTS();

  /** Of {@code SOL_SOCKET}, struct ucred: process, user and group of the sender. */
  public static final int SCM_CREDENTIALS = Linux.SCM_CREDENTIALS();

  /** Of {@code SOL_SOCKET}, struct timeval: when it came. */
  public static final int SCM_TIMESTAMP = Linux.SCM_TIMESTAMP();

  /** Of {@code SOL_SOCKET}, struct timespec: when it came. */
  public static final int SCM_TIMESTAMPNS = Linux.SCM_TIMESTAMPNS();

  /** Of {@code SOL_SOCKET}, three structs timespec: by software, unused, by hardware. */
  public static final int SCM_TIMESTAMPING = Linux.SCM_TIMESTAMPING();

  /** Take the time when the device's driver gets what is sent. */
  public static final int SOF_TIMESTAMPING_TX_SOFTWARE = Linux.SOF_TIMESTAMPING_TX_SOFTWARE();

  /** Take the time when the kernel gets what is received. */
  public static final int SOF_TIMESTAMPING_RX_SOFTWARE = Linux.SOF_TIMESTAMPING_RX_SOFTWARE();

  /** Report the times that software took. */
  public static final int SOF_TIMESTAMPING_SOFTWARE = Linux.SOF_TIMESTAMPING_SOFTWARE();

  /** Let the device take the time of what is sent. */
  public static final int SOF_TIMESTAMPING_TX_HARDWARE = Linux.SOF_TIMESTAMPING_TX_HARDWARE();

  /** Let the device take the time of what is received. */
  public static final int SOF_TIMESTAMPING_RX_HARDWARE = Linux.SOF_TIMESTAMPING_RX_HARDWARE();

  /** Report the times that hardware took. */
  public static final int SOF_TIMESTAMPING_RAW_HARDWARE = Linux.SOF_TIMESTAMPING_RAW_HARDWARE();

  /** Number what is sent, in {@code ee_data} of the error queue. */
  public static final int SOF_TIMESTAMPING_OPT_ID = Linux.SOF_TIMESTAMPING_OPT_ID();

  /** Return the time without the bytes that were sent. */
  public static final int SOF_TIMESTAMPING_OPT_TSONLY = Linux.SOF_TIMESTAMPING_OPT_TSONLY();

  /** Take the time when the packet scheduler gets what is sent. */
  public static final int SOF_TIMESTAMPING_TX_SCHED = Linux.SOF_TIMESTAMPING_TX_SCHED();

  /** Take the time when all that was sent is acknowledged. */
  public static final int SOF_TIMESTAMPING_TX_ACK = Linux.SOF_TIMESTAMPING_TX_ACK();

  /** No error. */
  public static final int SO_EE_ORIGIN_NONE = Linux.SO_EE_ORIGIN_NONE();

  /** This host found the error. */
  public static final int SO_EE_ORIGIN_LOCAL = Linux.SO_EE_ORIGIN_LOCAL();

  /** An ICMP message told of it. */
  public static final int SO_EE_ORIGIN_ICMP = Linux.SO_EE_ORIGIN_ICMP();

  /** An ICMPv6 message told of it. */
  public static final int SO_EE_ORIGIN_ICMP6 = Linux.SO_EE_ORIGIN_ICMP6();

  /** No error: the time when something was sent. */
  public static final int SO_EE_ORIGIN_TIMESTAMPING = Linux.SO_EE_ORIGIN_TIMESTAMPING();

  /** No error: {@code MSG_ZEROCOPY} sends whose memory the kernel has let go. */
  public static final int SO_EE_ORIGIN_ZEROCOPY = Linux.SO_EE_ORIGIN_ZEROCOPY();

  /** The kernel copied the bytes after all. */
  public static final int SO_EE_CODE_ZEROCOPY_COPIED = Linux.SO_EE_CODE_ZEROCOPY_COPIED();

  private MessageConstants() {}
}
