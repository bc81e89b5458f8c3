package dev.sluice.signal;

/**
 * A signal that was delivered, as {@code siginfo_t} has it.
 *
 * @param number {@code SIGTERM}, …
 * @param code why: {@code SI_USER} by kill, {@code SI_QUEUE} by sigqueue, positive by the kernel
 * @param pid the process that sent it; 0 when the kernel did
 * @param uid the real user id of that process
 * @param value the value that sigqueue passed, otherwise without meaning
 * @see <a href="https://man7.org/linux/man-pages/man2/sigaction.2.html">sigaction(2)</a>
 */
public record SignalInfo(int number, int code, int pid, int uid, int value) {}
