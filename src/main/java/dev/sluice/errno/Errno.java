package dev.sluice.errno;

import dev.sluice.bindings.x86_64.Linux;

/**
 * An error number of the kernel: a value with a name and a text, open to numbers that newer kernels
 * add.
 *
 * <p>Both architectures number their errors alike. A result of the {@code sys} floor is decoded by
 * {@link #ofResult(long)}, so is the {@code res} of an io_uring completion.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/errno.3.html">errno(3)</a>
 */
public final class Errno {
  /**
   * What a call returns, on every floor, that would have had to wait: {@code -EAGAIN}. Never an
   * exception.
   */
  public static final int WOULD_BLOCK = -Linux.EAGAIN();

  /** What a call of the {@code sys} floor returns that a signal interrupted: {@code -EINTR}. */
  public static final int INTERRUPTED = -Linux.EINTR();

  // Larger than any errno today and never more than MAX_ERRNO (4095). Declared before the constants
  // that fill it.
  private static final Errno[] KNOWN = new Errno[256];

  /** Argument list too long. */
  public static final Errno E2BIG = define(Linux.E2BIG(), "E2BIG", "Argument list too long");

  /** Permission denied. */
  public static final Errno EACCES = define(Linux.EACCES(), "EACCES", "Permission denied");

  /** Resource temporarily unavailable. */
  public static final Errno EAGAIN =
      define(Linux.EAGAIN(), "EAGAIN", "Resource temporarily unavailable");

  /** Bad file descriptor. */
  public static final Errno EBADF = define(Linux.EBADF(), "EBADF", "Bad file descriptor");

  /** Device or resource busy. */
  public static final Errno EBUSY = define(Linux.EBUSY(), "EBUSY", "Device or resource busy");

  /** No child processes. */
  public static final Errno ECHILD = define(Linux.ECHILD(), "ECHILD", "No child processes");

  /** Numerical argument out of domain. */
  public static final Errno EDOM = define(Linux.EDOM(), "EDOM", "Numerical argument out of domain");

  /** File exists. */
  public static final Errno EEXIST = define(Linux.EEXIST(), "EEXIST", "File exists");

  /** Bad address. */
  public static final Errno EFAULT = define(Linux.EFAULT(), "EFAULT", "Bad address");

  /** File too large. */
  public static final Errno EFBIG = define(Linux.EFBIG(), "EFBIG", "File too large");

  /** Interrupted system call. */
  public static final Errno EINTR = define(Linux.EINTR(), "EINTR", "Interrupted system call");

  /** Invalid argument. */
  public static final Errno EINVAL = define(Linux.EINVAL(), "EINVAL", "Invalid argument");

  /** Input/output error. */
  public static final Errno EIO = define(Linux.EIO(), "EIO", "Input/output error");

  /** Is a directory. */
  public static final Errno EISDIR = define(Linux.EISDIR(), "EISDIR", "Is a directory");

  /** Too many open files. */
  public static final Errno EMFILE = define(Linux.EMFILE(), "EMFILE", "Too many open files");

  /** Too many links. */
  public static final Errno EMLINK = define(Linux.EMLINK(), "EMLINK", "Too many links");

  /** Too many open files in system. */
  public static final Errno ENFILE =
      define(Linux.ENFILE(), "ENFILE", "Too many open files in system");

  /** No such device. */
  public static final Errno ENODEV = define(Linux.ENODEV(), "ENODEV", "No such device");

  /** No such file or directory. */
  public static final Errno ENOENT = define(Linux.ENOENT(), "ENOENT", "No such file or directory");

  /** Exec format error. */
  public static final Errno ENOEXEC = define(Linux.ENOEXEC(), "ENOEXEC", "Exec format error");

  /** Cannot allocate memory. */
  public static final Errno ENOMEM = define(Linux.ENOMEM(), "ENOMEM", "Cannot allocate memory");

  /** No space left on device. */
  public static final Errno ENOSPC = define(Linux.ENOSPC(), "ENOSPC", "No space left on device");

  /** Block device required. */
  public static final Errno ENOTBLK = define(Linux.ENOTBLK(), "ENOTBLK", "Block device required");

  /** Not a directory. */
  public static final Errno ENOTDIR = define(Linux.ENOTDIR(), "ENOTDIR", "Not a directory");

  /** Inappropriate ioctl for device. */
  public static final Errno ENOTTY =
      define(Linux.ENOTTY(), "ENOTTY", "Inappropriate ioctl for device");

  /** No such device or address. */
  public static final Errno ENXIO = define(Linux.ENXIO(), "ENXIO", "No such device or address");

  /** Operation not permitted. */
  public static final Errno EPERM = define(Linux.EPERM(), "EPERM", "Operation not permitted");

  /** Broken pipe. */
  public static final Errno EPIPE = define(Linux.EPIPE(), "EPIPE", "Broken pipe");

  /** Numerical result out of range. */
  public static final Errno ERANGE =
      define(Linux.ERANGE(), "ERANGE", "Numerical result out of range");

  /** Read-only file system. */
  public static final Errno EROFS = define(Linux.EROFS(), "EROFS", "Read-only file system");

  /** Illegal seek. */
  public static final Errno ESPIPE = define(Linux.ESPIPE(), "ESPIPE", "Illegal seek");

  /** No such process. */
  public static final Errno ESRCH = define(Linux.ESRCH(), "ESRCH", "No such process");

  /** Text file busy. */
  public static final Errno ETXTBSY = define(Linux.ETXTBSY(), "ETXTBSY", "Text file busy");

  /** Invalid cross-device link. */
  public static final Errno EXDEV = define(Linux.EXDEV(), "EXDEV", "Invalid cross-device link");

  /** Address already in use. */
  public static final Errno EADDRINUSE =
      define(Linux.EADDRINUSE(), "EADDRINUSE", "Address already in use");

  /** Cannot assign requested address. */
  public static final Errno EADDRNOTAVAIL =
      define(Linux.EADDRNOTAVAIL(), "EADDRNOTAVAIL", "Cannot assign requested address");

  /** Advertise error. */
  public static final Errno EADV = define(Linux.EADV(), "EADV", "Advertise error");

  /** Address family not supported by protocol. */
  public static final Errno EAFNOSUPPORT =
      define(Linux.EAFNOSUPPORT(), "EAFNOSUPPORT", "Address family not supported by protocol");

  /** Operation already in progress. */
  public static final Errno EALREADY =
      define(Linux.EALREADY(), "EALREADY", "Operation already in progress");

  /** Invalid exchange. */
  public static final Errno EBADE = define(Linux.EBADE(), "EBADE", "Invalid exchange");

  /** File descriptor in bad state. */
  public static final Errno EBADFD =
      define(Linux.EBADFD(), "EBADFD", "File descriptor in bad state");

  /** Bad message. */
  public static final Errno EBADMSG = define(Linux.EBADMSG(), "EBADMSG", "Bad message");

  /** Invalid request descriptor. */
  public static final Errno EBADR = define(Linux.EBADR(), "EBADR", "Invalid request descriptor");

  /** Invalid request code. */
  public static final Errno EBADRQC = define(Linux.EBADRQC(), "EBADRQC", "Invalid request code");

  /** Invalid slot. */
  public static final Errno EBADSLT = define(Linux.EBADSLT(), "EBADSLT", "Invalid slot");

  /** Bad font file format. */
  public static final Errno EBFONT = define(Linux.EBFONT(), "EBFONT", "Bad font file format");

  /** Operation canceled. */
  public static final Errno ECANCELED =
      define(Linux.ECANCELED(), "ECANCELED", "Operation canceled");

  /** Channel number out of range. */
  public static final Errno ECHRNG =
      define(Linux.ECHRNG(), "ECHRNG", "Channel number out of range");

  /** Communication error on send. */
  public static final Errno ECOMM = define(Linux.ECOMM(), "ECOMM", "Communication error on send");

  /** Software caused connection abort. */
  public static final Errno ECONNABORTED =
      define(Linux.ECONNABORTED(), "ECONNABORTED", "Software caused connection abort");

  /** Connection refused. */
  public static final Errno ECONNREFUSED =
      define(Linux.ECONNREFUSED(), "ECONNREFUSED", "Connection refused");

  /** Connection reset by peer. */
  public static final Errno ECONNRESET =
      define(Linux.ECONNRESET(), "ECONNRESET", "Connection reset by peer");

  /** Resource deadlock avoided. */
  public static final Errno EDEADLK =
      define(Linux.EDEADLK(), "EDEADLK", "Resource deadlock avoided");

  /** Destination address required. */
  public static final Errno EDESTADDRREQ =
      define(Linux.EDESTADDRREQ(), "EDESTADDRREQ", "Destination address required");

  /** RFS specific error. */
  public static final Errno EDOTDOT = define(Linux.EDOTDOT(), "EDOTDOT", "RFS specific error");

  /** Disk quota exceeded. */
  public static final Errno EDQUOT = define(Linux.EDQUOT(), "EDQUOT", "Disk quota exceeded");

  /** Host is down. */
  public static final Errno EHOSTDOWN = define(Linux.EHOSTDOWN(), "EHOSTDOWN", "Host is down");

  /** No route to host. */
  public static final Errno EHOSTUNREACH =
      define(Linux.EHOSTUNREACH(), "EHOSTUNREACH", "No route to host");

  /** Memory page has hardware error. */
  public static final Errno EHWPOISON =
      define(Linux.EHWPOISON(), "EHWPOISON", "Memory page has hardware error");

  /** Identifier removed. */
  public static final Errno EIDRM = define(Linux.EIDRM(), "EIDRM", "Identifier removed");

  /** Invalid or incomplete multibyte or wide character. */
  public static final Errno EILSEQ =
      define(Linux.EILSEQ(), "EILSEQ", "Invalid or incomplete multibyte or wide character");

  /** Operation now in progress. */
  public static final Errno EINPROGRESS =
      define(Linux.EINPROGRESS(), "EINPROGRESS", "Operation now in progress");

  /** Transport endpoint is already connected. */
  public static final Errno EISCONN =
      define(Linux.EISCONN(), "EISCONN", "Transport endpoint is already connected");

  /** Is a named type file. */
  public static final Errno EISNAM = define(Linux.EISNAM(), "EISNAM", "Is a named type file");

  /** Key has expired. */
  public static final Errno EKEYEXPIRED =
      define(Linux.EKEYEXPIRED(), "EKEYEXPIRED", "Key has expired");

  /** Key was rejected by service. */
  public static final Errno EKEYREJECTED =
      define(Linux.EKEYREJECTED(), "EKEYREJECTED", "Key was rejected by service");

  /** Key has been revoked. */
  public static final Errno EKEYREVOKED =
      define(Linux.EKEYREVOKED(), "EKEYREVOKED", "Key has been revoked");

  /** Level 2 halted. */
  public static final Errno EL2HLT = define(Linux.EL2HLT(), "EL2HLT", "Level 2 halted");

  /** Level 2 not synchronized. */
  public static final Errno EL2NSYNC =
      define(Linux.EL2NSYNC(), "EL2NSYNC", "Level 2 not synchronized");

  /** Level 3 halted. */
  public static final Errno EL3HLT = define(Linux.EL3HLT(), "EL3HLT", "Level 3 halted");

  /** Level 3 reset. */
  public static final Errno EL3RST = define(Linux.EL3RST(), "EL3RST", "Level 3 reset");

  /** Can not access a needed shared library. */
  public static final Errno ELIBACC =
      define(Linux.ELIBACC(), "ELIBACC", "Can not access a needed shared library");

  /** Accessing a corrupted shared library. */
  public static final Errno ELIBBAD =
      define(Linux.ELIBBAD(), "ELIBBAD", "Accessing a corrupted shared library");

  /** Cannot exec a shared library directly. */
  public static final Errno ELIBEXEC =
      define(Linux.ELIBEXEC(), "ELIBEXEC", "Cannot exec a shared library directly");

  /** Attempting to link in too many shared libraries. */
  public static final Errno ELIBMAX =
      define(Linux.ELIBMAX(), "ELIBMAX", "Attempting to link in too many shared libraries");

  /** .lib section in a.out corrupted. */
  public static final Errno ELIBSCN =
      define(Linux.ELIBSCN(), "ELIBSCN", ".lib section in a.out corrupted");

  /** Link number out of range. */
  public static final Errno ELNRNG = define(Linux.ELNRNG(), "ELNRNG", "Link number out of range");

  /** Too many levels of symbolic links. */
  public static final Errno ELOOP =
      define(Linux.ELOOP(), "ELOOP", "Too many levels of symbolic links");

  /** Wrong medium type. */
  public static final Errno EMEDIUMTYPE =
      define(Linux.EMEDIUMTYPE(), "EMEDIUMTYPE", "Wrong medium type");

  /** Message too long. */
  public static final Errno EMSGSIZE = define(Linux.EMSGSIZE(), "EMSGSIZE", "Message too long");

  /** Multihop attempted. */
  public static final Errno EMULTIHOP =
      define(Linux.EMULTIHOP(), "EMULTIHOP", "Multihop attempted");

  /** File name too long. */
  public static final Errno ENAMETOOLONG =
      define(Linux.ENAMETOOLONG(), "ENAMETOOLONG", "File name too long");

  /** No XENIX semaphores available. */
  public static final Errno ENAVAIL =
      define(Linux.ENAVAIL(), "ENAVAIL", "No XENIX semaphores available");

  /** Network is down. */
  public static final Errno ENETDOWN = define(Linux.ENETDOWN(), "ENETDOWN", "Network is down");

  /** Network dropped connection on reset. */
  public static final Errno ENETRESET =
      define(Linux.ENETRESET(), "ENETRESET", "Network dropped connection on reset");

  /** Network is unreachable. */
  public static final Errno ENETUNREACH =
      define(Linux.ENETUNREACH(), "ENETUNREACH", "Network is unreachable");

  /** No anode. */
  public static final Errno ENOANO = define(Linux.ENOANO(), "ENOANO", "No anode");

  /** No buffer space available. */
  public static final Errno ENOBUFS =
      define(Linux.ENOBUFS(), "ENOBUFS", "No buffer space available");

  /** No CSI structure available. */
  public static final Errno ENOCSI = define(Linux.ENOCSI(), "ENOCSI", "No CSI structure available");

  /** No data available. */
  public static final Errno ENODATA = define(Linux.ENODATA(), "ENODATA", "No data available");

  /** Required key not available. */
  public static final Errno ENOKEY = define(Linux.ENOKEY(), "ENOKEY", "Required key not available");

  /** No locks available. */
  public static final Errno ENOLCK = define(Linux.ENOLCK(), "ENOLCK", "No locks available");

  /** Link has been severed. */
  public static final Errno ENOLINK = define(Linux.ENOLINK(), "ENOLINK", "Link has been severed");

  /** No medium found. */
  public static final Errno ENOMEDIUM = define(Linux.ENOMEDIUM(), "ENOMEDIUM", "No medium found");

  /** No message of desired type. */
  public static final Errno ENOMSG = define(Linux.ENOMSG(), "ENOMSG", "No message of desired type");

  /** Machine is not on the network. */
  public static final Errno ENONET =
      define(Linux.ENONET(), "ENONET", "Machine is not on the network");

  /** Package not installed. */
  public static final Errno ENOPKG = define(Linux.ENOPKG(), "ENOPKG", "Package not installed");

  /** Protocol not available. */
  public static final Errno ENOPROTOOPT =
      define(Linux.ENOPROTOOPT(), "ENOPROTOOPT", "Protocol not available");

  /** Out of streams resources. */
  public static final Errno ENOSR = define(Linux.ENOSR(), "ENOSR", "Out of streams resources");

  /** Device not a stream. */
  public static final Errno ENOSTR = define(Linux.ENOSTR(), "ENOSTR", "Device not a stream");

  /** Function not implemented. */
  public static final Errno ENOSYS = define(Linux.ENOSYS(), "ENOSYS", "Function not implemented");

  /** Transport endpoint is not connected. */
  public static final Errno ENOTCONN =
      define(Linux.ENOTCONN(), "ENOTCONN", "Transport endpoint is not connected");

  /** Directory not empty. */
  public static final Errno ENOTEMPTY =
      define(Linux.ENOTEMPTY(), "ENOTEMPTY", "Directory not empty");

  /** Not a XENIX named type file. */
  public static final Errno ENOTNAM =
      define(Linux.ENOTNAM(), "ENOTNAM", "Not a XENIX named type file");

  /** State not recoverable. */
  public static final Errno ENOTRECOVERABLE =
      define(Linux.ENOTRECOVERABLE(), "ENOTRECOVERABLE", "State not recoverable");

  /** Socket operation on non-socket. */
  public static final Errno ENOTSOCK =
      define(Linux.ENOTSOCK(), "ENOTSOCK", "Socket operation on non-socket");

  /** Name not unique on network. */
  public static final Errno ENOTUNIQ =
      define(Linux.ENOTUNIQ(), "ENOTUNIQ", "Name not unique on network");

  /** Operation not supported. */
  public static final Errno EOPNOTSUPP =
      define(Linux.EOPNOTSUPP(), "EOPNOTSUPP", "Operation not supported");

  /** Value too large for defined data type. */
  public static final Errno EOVERFLOW =
      define(Linux.EOVERFLOW(), "EOVERFLOW", "Value too large for defined data type");

  /** Owner died. */
  public static final Errno EOWNERDEAD = define(Linux.EOWNERDEAD(), "EOWNERDEAD", "Owner died");

  /** Protocol family not supported. */
  public static final Errno EPFNOSUPPORT =
      define(Linux.EPFNOSUPPORT(), "EPFNOSUPPORT", "Protocol family not supported");

  /** Protocol error. */
  public static final Errno EPROTO = define(Linux.EPROTO(), "EPROTO", "Protocol error");

  /** Protocol not supported. */
  public static final Errno EPROTONOSUPPORT =
      define(Linux.EPROTONOSUPPORT(), "EPROTONOSUPPORT", "Protocol not supported");

  /** Protocol wrong type for socket. */
  public static final Errno EPROTOTYPE =
      define(Linux.EPROTOTYPE(), "EPROTOTYPE", "Protocol wrong type for socket");

  /** Remote address changed. */
  public static final Errno EREMCHG = define(Linux.EREMCHG(), "EREMCHG", "Remote address changed");

  /** Object is remote. */
  public static final Errno EREMOTE = define(Linux.EREMOTE(), "EREMOTE", "Object is remote");

  /** Remote I/O error. */
  public static final Errno EREMOTEIO = define(Linux.EREMOTEIO(), "EREMOTEIO", "Remote I/O error");

  /** Interrupted system call should be restarted. */
  public static final Errno ERESTART =
      define(Linux.ERESTART(), "ERESTART", "Interrupted system call should be restarted");

  /** Operation not possible due to RF-kill. */
  public static final Errno ERFKILL =
      define(Linux.ERFKILL(), "ERFKILL", "Operation not possible due to RF-kill");

  /** Cannot send after transport endpoint shutdown. */
  public static final Errno ESHUTDOWN =
      define(Linux.ESHUTDOWN(), "ESHUTDOWN", "Cannot send after transport endpoint shutdown");

  /** Socket type not supported. */
  public static final Errno ESOCKTNOSUPPORT =
      define(Linux.ESOCKTNOSUPPORT(), "ESOCKTNOSUPPORT", "Socket type not supported");

  /** Srmount error. */
  public static final Errno ESRMNT = define(Linux.ESRMNT(), "ESRMNT", "Srmount error");

  /** Stale file handle. */
  public static final Errno ESTALE = define(Linux.ESTALE(), "ESTALE", "Stale file handle");

  /** Streams pipe error. */
  public static final Errno ESTRPIPE = define(Linux.ESTRPIPE(), "ESTRPIPE", "Streams pipe error");

  /** Timer expired. */
  public static final Errno ETIME = define(Linux.ETIME(), "ETIME", "Timer expired");

  /** Connection timed out. */
  public static final Errno ETIMEDOUT =
      define(Linux.ETIMEDOUT(), "ETIMEDOUT", "Connection timed out");

  /** Too many references: cannot splice. */
  public static final Errno ETOOMANYREFS =
      define(Linux.ETOOMANYREFS(), "ETOOMANYREFS", "Too many references: cannot splice");

  /** Structure needs cleaning. */
  public static final Errno EUCLEAN =
      define(Linux.EUCLEAN(), "EUCLEAN", "Structure needs cleaning");

  /** Protocol driver not attached. */
  public static final Errno EUNATCH =
      define(Linux.EUNATCH(), "EUNATCH", "Protocol driver not attached");

  /** Too many users. */
  public static final Errno EUSERS = define(Linux.EUSERS(), "EUSERS", "Too many users");

  /** Exchange full. */
  public static final Errno EXFULL = define(Linux.EXFULL(), "EXFULL", "Exchange full");

  /** Same as {@link #EAGAIN}. */
  public static final Errno EWOULDBLOCK = EAGAIN;

  /** Same as {@link #EDEADLK}. */
  public static final Errno EDEADLOCK = EDEADLK;

  /** Same as {@link #EOPNOTSUPP}. */
  public static final Errno ENOTSUP = EOPNOTSUPP;

  private final int number;
  private final String name;
  private final String text;

  private Errno(int number, String name, String text) {
    this.number = number;
    this.name = name;
    this.text = text;
  }

  private static Errno define(int number, String name, String text) {
    Errno errno = new Errno(number, name, text);
    KNOWN[number] = errno;
    return errno;
  }

  /**
   * The errno of that number, known or not.
   *
   * @param number a positive error number
   * @return the constant where there is one, otherwise a value named after its number
   */
  public static Errno of(int number) {
    if (number <= 0) {
      throw new IllegalArgumentException("not an error number: " + number);
    }
    Errno known = number < KNOWN.length ? KNOWN[number] : null;
    return known != null ? known : new Errno(number, "E" + number, "Unknown error " + number);
  }

  /**
   * Decodes the result of a failed call.
   *
   * @param result a negative result of the {@code sys} floor: {@code -errno}
   * @return its errno
   * @throws IllegalArgumentException when it is no result of a failure
   */
  public static Errno ofResult(long result) {
    if (result >= 0 || result < -Integer.MAX_VALUE) {
      throw new IllegalArgumentException("not the result of a failure: " + result);
    }
    return of((int) -result);
  }

  /** {@return the number, as in {@code errno.h}} */
  public int number() {
    return number;
  }

  /** {@return the name, as in {@code errno.h}: {@code EACCES}} */
  public String name() {
    return name;
  }

  /** {@return the text, as {@code strerror} gives it in the C locale} */
  public String text() {
    return text;
  }

  /**
   * Whether a signal came between, and the call is to be made again. Not {@code close}, whose
   * number is free by then, and not {@code connect}, which goes on by itself: wait for it, and read
   * SO_ERROR. See signal(7).
   *
   * @return whether it is EINTR
   */
  public boolean isRetry() {
    return equals(EINTR);
  }

  /**
   * Whether the call would have had to wait, and the descriptor or its flags say that it must not.
   *
   * @return whether it is EAGAIN, which is EWOULDBLOCK too
   */
  public boolean isWouldBlock() {
    return equals(EAGAIN);
  }

  /**
   * Whether a connection is on its way: wait until it is writable, then read SO_ERROR. See
   * connect(2).
   *
   * @return whether it is EINPROGRESS, or EALREADY where it was begun by an earlier call
   */
  public boolean isInProgress() {
    return equals(EINPROGRESS) || equals(EALREADY);
  }

  /**
   * Whether the peer is gone, as peers go: nothing is wrong on this side. See tcp(7) and send(2).
   *
   * @return whether it is ECONNRESET, EPIPE, ECONNABORTED, or ETIMEDOUT where it fell silent
   */
  public boolean isDisconnect() {
    return equals(ECONNRESET) || equals(EPIPE) || equals(ECONNABORTED) || equals(ETIMEDOUT);
  }

  /**
   * Whether descriptors or memory have run out: the same call may succeed later, and at once it
   * will not. A connection that {@code accept4} could not take still waits in its queue.
   *
   * @return whether it is EMFILE, ENFILE, ENOBUFS or ENOMEM
   */
  public boolean isResourceLimit() {
    return equals(EMFILE) || equals(ENFILE) || equals(ENOBUFS) || equals(ENOMEM);
  }

  /**
   * Whether {@code accept4} tells by it of a connection that died in the queue: that one is gone,
   * and the next may be taken at once. See accept(2), under "Error handling".
   *
   * @return whether it is ECONNABORTED, or one of the network errors that Linux passes on
   */
  public boolean isPendingNetworkError() {
    return equals(ECONNABORTED)
        || equals(ENETDOWN)
        || equals(EPROTO)
        || equals(ENOPROTOOPT)
        || equals(EHOSTDOWN)
        || equals(ENONET)
        || equals(EHOSTUNREACH)
        || equals(EOPNOTSUPP)
        || equals(ENETUNREACH);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Errno errno && errno.number == number;
  }

  @Override
  public int hashCode() {
    return number;
  }

  /** {@return name and text: {@code EACCES (Permission denied)}} */
  @Override
  public String toString() {
    return name + " (" + text + ")";
  }
}
