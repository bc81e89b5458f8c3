package dev.sluice.sys;

/** Calls for {@link SlowCallsTest}: one that waits, one that fails, one that does neither. */
final class SlowCallsScript {
  private SlowCallsScript() {}

  /** Makes them. */
  public static void main(String[] args) {
    int epoll = Polls.epoll_create1(0);
    Polls.epoll_wait(epoll, EpollEvents.allocate(1), 1, 20);
    Descriptors.close(-1);
    Ids.getpid();
  }
}
