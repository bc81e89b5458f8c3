package dev.sluice.sys;

import dev.sluice.bindings.x86_64.Linux;

/**
 * Constants of {@code netdb.h}, for {@link Names}.
 *
 * <p>Names and values are those of C, on this architecture.
 */
public final class NameConstants {
  /** Without a name: the wildcard address, to bind to. */
  public static final int AI_PASSIVE = Linux.AI_PASSIVE();

  /** Tell the canonical name too. */
  public static final int AI_CANONNAME = Linux.AI_CANONNAME();

  /** The host is a numeric address; nothing is looked up. */
  public static final int AI_NUMERICHOST = Linux.AI_NUMERICHOST();

  /** The service is a number. */
  public static final int AI_NUMERICSERV = Linux.AI_NUMERICSERV();

  /** Where there are no IPv6 addresses: IPv4 ones, mapped. */
  public static final int AI_V4MAPPED = Linux.AI_V4MAPPED();

  /** With AI_V4MAPPED: the IPv4 ones always. */
  public static final int AI_ALL = Linux.AI_ALL();

  /** Only families that an interface of this machine has an address of. */
  public static final int AI_ADDRCONFIG = Linux.AI_ADDRCONFIG();

  /** Flags that do not go together. */
  public static final int EAI_BADFLAGS = Linux.EAI_BADFLAGS();

  /** Nobody knows the name. */
  public static final int EAI_NONAME = Linux.EAI_NONAME();

  /** No name server answered; later one may. */
  public static final int EAI_AGAIN = Linux.EAI_AGAIN();

  /** A name server failed for good. */
  public static final int EAI_FAIL = Linux.EAI_FAIL();

  /** The name exists and has no address. */
  public static final int EAI_NODATA = Linux.EAI_NODATA();

  /** The family is not supported. */
  public static final int EAI_FAMILY = Linux.EAI_FAMILY();

  /** The type of the socket is not supported. */
  public static final int EAI_SOCKTYPE = Linux.EAI_SOCKTYPE();

  /** The type of the socket has no such service. */
  public static final int EAI_SERVICE = Linux.EAI_SERVICE();

  /** The name has no address of that family. */
  public static final int EAI_ADDRFAMILY = Linux.EAI_ADDRFAMILY();

  /** No memory. */
  public static final int EAI_MEMORY = Linux.EAI_MEMORY();

  /** A system call failed; errno says why. */
  public static final int EAI_SYSTEM = Linux.EAI_SYSTEM();

  /** The result is too long. */
  public static final int EAI_OVERFLOW = Linux.EAI_OVERFLOW();

  /** The address, not a name. */
  public static final int NI_NUMERICHOST = Linux.NI_NUMERICHOST();

  /** The port, not a service. */
  public static final int NI_NUMERICSERV = Linux.NI_NUMERICSERV();

  /** Only the name within the domain. */
  public static final int NI_NOFQDN = Linux.NI_NOFQDN();

  /** EAI_NONAME where there is no name. */
  public static final int NI_NAMEREQD = Linux.NI_NAMEREQD();

  /** The service of UDP. */
  public static final int NI_DGRAM = Linux.NI_DGRAM();

  /** Bytes that a host's name can have, its NUL included. */
  public static final int NI_MAXHOST = Linux.NI_MAXHOST();

  /** Bytes that a service's name can have, its NUL included. */
  public static final int NI_MAXSERV = Linux.NI_MAXSERV();

  private NameConstants() {}
}
