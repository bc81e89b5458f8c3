package dev.sluice.sys;

import static dev.sluice.abi.Bindings.layout;
import static dev.sluice.abi.Bindings.offset;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sizes and offsets that are written out, so that start-up loads no layouts for them. */
class LayoutConstantsTest {
  @ParameterizedTest
  @ValueSource(strings = {"x86_64", "aarch64"})
  void sigactionIsThatOfTheBindings(String arch) throws Exception {
    MemoryLayout action = layout(arch, "sigaction");

    assertThat(Signals.ACTION_SIZE).isEqualTo(action.byteSize());
    assertThat(Signals.HANDLER).isEqualTo(offset(action, "__sigaction_handler"));
    assertThat(Signals.MASK).isEqualTo(offset(action, "sa_mask"));
    assertThat(Signals.MASK_SIZE)
        .isEqualTo(action.select(PathElement.groupElement("sa_mask")).byteSize());
    assertThat(Signals.ACTION_FLAGS).isEqualTo(offset(action, "sa_flags"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x86_64", "aarch64"})
  void whatGoesAlongWithASignalIsThatOfTheBindings(String arch) throws Exception {
    MemoryLayout info = layout(arch, "siginfo_t");

    assertThat(SigInfo.SIZE).isEqualTo(info.byteSize());
    assertThat(SigInfo.NUMBER).isEqualTo(offset(info, "si_signo"));
    assertThat(SigInfo.CODE).isEqualTo(offset(info, "si_code"));
    assertThat(SigInfo.PID).isEqualTo(offset(info, "_sifields", "_rt", "si_pid"));
    assertThat(SigInfo.UID).isEqualTo(offset(info, "_sifields", "_rt", "si_uid"));
    assertThat(SigInfo.VALUE).isEqualTo(offset(info, "_sifields", "_rt", "si_sigval"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x86_64", "aarch64"})
  void requestsOfPosixAioAreThoseOfTheBindings(String arch) throws Exception {
    MemoryLayout request = layout(arch, "aiocb");

    assertThat(AioCb.SIZE).isEqualTo(request.byteSize());
    assertThat(AioCb.DESCRIPTOR).isEqualTo(offset(request, "aio_fildes"));
    assertThat(AioCb.PRIORITY).isEqualTo(offset(request, "aio_reqprio"));
    assertThat(AioCb.BUFFER).isEqualTo(offset(request, "aio_buf"));
    assertThat(AioCb.LENGTH).isEqualTo(offset(request, "aio_nbytes"));
    assertThat(AioCb.VALUE).isEqualTo(offset(request, "aio_sigevent", "sigev_value"));
    assertThat(AioCb.SIGNAL).isEqualTo(offset(request, "aio_sigevent", "sigev_signo"));
    assertThat(AioCb.NOTIFY).isEqualTo(offset(request, "aio_sigevent", "sigev_notify"));
    assertThat(AioCb.OFFSET).isEqualTo(offset(request, "aio_offset"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x86_64", "aarch64"})
  void socketAddressesAreThoseOfTheBindings(String arch) throws Exception {
    MemoryLayout four = layout(arch, "sockaddr_in");
    MemoryLayout six = layout(arch, "sockaddr_in6");

    assertThat(SockAddrBuf.CAPACITY).isEqualTo(layout(arch, "sockaddr_storage").byteSize());
    assertThat(SockAddrBuf.INET4_LENGTH).isEqualTo((int) four.byteSize());
    assertThat(SockAddrBuf.INET6_LENGTH).isEqualTo((int) six.byteSize());
    assertThat(SockAddrBuf.FAMILY)
        .isEqualTo(offset(four, "sin_family"))
        .isEqualTo(offset(six, "sin6_family"));
    assertThat(SockAddrBuf.PORT)
        .isEqualTo(offset(four, "sin_port"))
        .isEqualTo(offset(six, "sin6_port"));
    assertThat(SockAddrBuf.ADDRESS4).isEqualTo(offset(four, "sin_addr"));
    assertThat(SockAddrBuf.FLOW_INFO).isEqualTo(offset(six, "sin6_flowinfo"));
    assertThat(SockAddrBuf.ADDRESS6).isEqualTo(offset(six, "sin6_addr"));
    assertThat(SockAddrBuf.SCOPE_ID).isEqualTo(offset(six, "sin6_scope_id"));
    MemoryLayout unix = layout(arch, "sockaddr_un");
    assertThat(SockAddrBuf.PATH).isEqualTo(offset(unix, "sun_path"));
    assertThat(SockAddrBuf.PATH + SockAddrBuf.PATH_CAPACITY).isEqualTo(unix.byteSize());
  }
}
