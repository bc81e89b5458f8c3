package dev.sluice.sys;

import dev.sluice.bindings.x86_64.Linux;
import dev.sluice.errno.Errno;
import java.util.List;
import java.util.function.ToLongBiFunction;

/** {@link Aio}, on a counter of the kernel: it can be read and written without waiting. */
final class AioCases {
  private static final int NO_FD = -77;
  private static final int WIDTH = Long.BYTES;
  private static final long INVALID = -Errno.EINVAL.number();
  private static final long BAD = -Errno.EBADF.number();

  private AioCases() {}

  static List<CallCase> cases() {
    return List.of(
        new CallCase(
            Call.AIO_READ,
            () -> with((request, fd) -> Aio.aio_read(request)),
            INVALID,
            () -> Aio.aio_read(AioCb.allocate(1).priority(-1))),
        new CallCase(
            Call.AIO_WRITE,
            () -> with((request, fd) -> Aio.aio_write(request)),
            INVALID,
            () -> Aio.aio_write(AioCb.allocate(1).priority(-1))),
        new CallCase(
            Call.AIO_FSYNC,
            () -> with((request, fd) -> Aio.aio_fsync(Linux.O_SYNC(), request)),
            BAD,
            () -> Aio.aio_fsync(Linux.O_SYNC(), AioCb.allocate(1).range(NO_FD, 0, 0))),
        new CallCase(
            Call.AIO_ERROR,
            () -> with((request, fd) -> Aio.aio_error(written(request))),
            INVALID,
            () -> Aio.aio_error(AioCb.allocate(1))),
        new CallCase(
            Call.AIO_RETURN,
            () -> with((request, fd) -> Aio.aio_return(written(request))),
            INVALID,
            () -> Aio.aio_return(AioCb.allocate(1))),
        new CallCase(
            Call.AIO_SUSPEND,
            () -> Aio.aio_suspend(new AioCb[] {AioCb.allocate(1)}, null),
            -Errno.EAGAIN.number(),
            AioCases::waitInVain),
        new CallCase(
            Call.AIO_CANCEL,
            () -> with((request, fd) -> Aio.aio_cancel(fd, null)),
            BAD,
            () -> Aio.aio_cancel(NO_FD, null)));
  }

  private static long with(ToLongBiFunction<AioCb, Integer> call) {
    try (Owned owned = new Owned()) {
      int fd = owned.add(EventDescriptors.eventfd(1, 0));
      AioCb request = AioCb.allocate(WIDTH).range(fd, 0, WIDTH);
      long result = call.applyAsLong(request, fd);
      AioTest.await(request);
      return result;
    }
  }

  private static AioCb written(AioCb request) {
    if (Aio.aio_write(request) == 0) {
      AioTest.await(request);
    }
    return request;
  }

  private static long waitInVain() {
    try (Owned owned = new Owned()) {
      Owned.Pair ends = owned.pipe(0);
      AioCb request = AioCb.allocate(1).range(ends.first(), 0, 1);
      Aio.aio_read(request);
      Timespec moment = new Timespec();
      moment.set(0, 1);
      long result = Aio.aio_suspend(new AioCb[] {request}, moment);
      owned.close(ends.second());
      AioTest.await(request);
      return result;
    }
  }
}
