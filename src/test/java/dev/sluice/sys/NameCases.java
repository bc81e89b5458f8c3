package dev.sluice.sys;

import static dev.sluice.sys.NameConstants.AI_NUMERICHOST;
import static dev.sluice.sys.NameConstants.EAI_FAMILY;
import static dev.sluice.sys.NameConstants.EAI_NONAME;
import static dev.sluice.sys.NameConstants.NI_NUMERICHOST;

import java.util.List;

/** {@link Names} and {@link Syslog}, whose errors are no errno or none at all. */
final class NameCases {
  private NameCases() {}

  static List<CallCase> cases() {
    AddrInfo numeric = AddrInfo.hints(AI_NUMERICHOST, 0, 0, 0);
    NameInfo names = new NameInfo();
    return List.of(
        new CallCase(
            Call.GETADDRINFO,
            () -> Names.getaddrinfo("127.0.0.1", "80", numeric, new AddrInfoList()),
            EAI_NONAME,
            () -> Names.getaddrinfo("no number", "80", numeric, new AddrInfoList())),
        new CallCase(
            Call.FREEADDRINFO,
            () -> Names.getaddrinfo("::1", null, numeric, new AddrInfoList()),
            0,
            () -> 0),
        new CallCase(Call.GAI_STRERROR, () -> Names.gai_strerror(0).length(), 0, () -> 0),
        new CallCase(
            Call.GETNAMEINFO,
            () -> Names.getnameinfo(SockAddrBuf.inet4("127.0.0.1", 80), names, NI_NUMERICHOST),
            EAI_FAMILY,
            () -> Names.getnameinfo(SockAddrBuf.allocate(), names, NI_NUMERICHOST)),
        new CallCase(Call.OPENLOG, () -> done(() -> Syslog.openlog("sluice", 0, 0)), 0, () -> 0),
        new CallCase(Call.SYSLOG, () -> done(() -> Syslog.syslog(7, "a test")), 0, () -> 0),
        new CallCase(Call.CLOSELOG, () -> done(Syslog::closelog), 0, () -> 0),
        new CallCase(Call.SETLOGMASK, () -> Syslog.setlogmask(0), 0, () -> 0));
  }

  /** What has no result. */
  private static long done(Runnable call) {
    call.run();
    return 0;
  }
}
