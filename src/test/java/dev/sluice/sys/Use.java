package dev.sluice.sys;

import static dev.sluice.sys.FileConstants.MFD_CLOEXEC;
import static dev.sluice.sys.FileConstants.O_NONBLOCK;
import static dev.sluice.sys.FileConstants.O_RDONLY;
import static dev.sluice.sys.NetConstants.MSG_DONTWAIT;
import static dev.sluice.sys.NetConstants.SOL_SOCKET;
import static dev.sluice.sys.SocketOptionConstants.SO_LINGER;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/** Every call that hands a segment of the caller to the kernel. */
enum Use {
  RECV(true) {
    @Override
    long on(Fds fds, MemorySegment segment) {
      return Messages.recv(fds.tcp.second(), segment, 0);
    }
  },
  RECV_CRITICAL(true) {
    @Override
    long on(Fds fds, MemorySegment segment) {
      return Messages.recv(fds.tcp.second(), segment, MSG_DONTWAIT);
    }
  },
  READ(true) {
    @Override
    long on(Fds fds, MemorySegment segment) {
      return Io.read(fds.pipe.first(), segment);
    }
  },
  GETDENTS64(true) {
    @Override
    long on(Fds fds, MemorySegment segment) {
      return Files.getdents64(fds.folder, segment);
    }
  },
  GETSOCKOPT(true) {
    @Override
    long on(Fds fds, MemorySegment segment) {
      return SocketOptions.getsockopt(fds.tcp.first(), SOL_SOCKET, SO_LINGER, segment);
    }
  },
  SENDFILE(true) {
    @Override
    long on(Fds fds, MemorySegment segment) {
      return ZeroCopy.sendfile(fds.tcp.first(), fds.file, segment, 1);
    }
  },
  PREAD(true) {
    @Override
    long on(Fds fds, MemorySegment segment) {
      return Io.pread(fds.memory, segment, 1);
    }
  },
  SPLICE_IN(true) {
    @Override
    long on(Fds fds, MemorySegment segment) {
      return ZeroCopy.splice(fds.memory, segment, fds.pipe.second(), null, 1, 0);
    }
  },
  SPLICE_OUT(true) {
    @Override
    long on(Fds fds, MemorySegment segment) {
      return ZeroCopy.splice(fds.pipe.first(), null, fds.memory, segment, 1, 0);
    }
  },
  COPY_FILE_RANGE_IN(true) {
    @Override
    long on(Fds fds, MemorySegment segment) {
      return ZeroCopy.copy_file_range(fds.memory, segment, fds.target, null, 1, 0);
    }
  },
  COPY_FILE_RANGE_OUT(true) {
    @Override
    long on(Fds fds, MemorySegment segment) {
      return ZeroCopy.copy_file_range(fds.memory, null, fds.target, segment, 1, 0);
    }
  },
  SEND(false) {
    @Override
    long on(Fds fds, MemorySegment segment) {
      return Messages.send(fds.tcp.first(), segment, 0);
    }
  },
  SEND_CRITICAL(false) {
    @Override
    long on(Fds fds, MemorySegment segment) {
      return Messages.send(fds.tcp.first(), segment, MSG_DONTWAIT);
    }
  },
  WRITE(false) {
    @Override
    long on(Fds fds, MemorySegment segment) {
      return Io.write(fds.pipe.second(), segment);
    }
  },
  PWRITE(false) {
    @Override
    long on(Fds fds, MemorySegment segment) {
      return Io.pwrite(fds.target, segment, 1);
    }
  },
  SETSOCKOPT(false) {
    @Override
    long on(Fds fds, MemorySegment segment) {
      return SocketOptions.setsockopt(fds.tcp.first(), SOL_SOCKET, SO_LINGER, segment);
    }
  };

  /**
   * What they are used on: a connection and a pipe, each with bytes to read, a folder, a file, and
   * two files in memory, the first with bytes.
   */
  static final class Fds {
    final Owned.Pair tcp;
    final Owned.Pair pipe;
    final int folder;
    final int file;
    final int memory;
    final int target;

    Fds(Owned owned, Path folder, Path file, MemorySegment bytes) {
      this.tcp = owned.tcp();
      this.pipe = owned.pipe(O_NONBLOCK);
      this.folder = owned.file(folder, O_RDONLY);
      this.file = owned.file(file, O_RDONLY);
      this.memory = owned.add(Files.memfd_create(PathBuf.of("memory"), MFD_CLOEXEC));
      this.target = owned.add(Files.memfd_create(PathBuf.of("target"), MFD_CLOEXEC));
      for (int fd : new int[] {tcp.first(), tcp.second()}) {
        assertThat(Descriptors.fcntl(fd, FileConstants.F_SETFL, O_NONBLOCK)).isZero();
      }
      assertThat(Messages.send(tcp.first(), bytes, 0)).isEqualTo(bytes.byteSize());
      assertThat(Io.write(pipe.second(), bytes)).isEqualTo(bytes.byteSize());
      assertThat(Io.pwrite(memory, bytes, 0)).isEqualTo(bytes.byteSize());
    }
  }

  /** Does the kernel write into the segment. */
  final boolean writes;

  Use(boolean writes) {
    this.writes = writes;
  }

  abstract long on(Fds fds, MemorySegment segment);

  /** May the segment live on the heap. */
  boolean takesHeap() {
    return this == RECV_CRITICAL || this == SEND_CRITICAL;
  }

  /** Is the segment 8 bytes that say where in a file. */
  boolean isOffset() {
    return switch (this) {
      case SENDFILE, SPLICE_IN, SPLICE_OUT, COPY_FILE_RANGE_IN, COPY_FILE_RANGE_OUT -> true;
      default -> false;
    };
  }
}
