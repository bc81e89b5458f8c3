package dev.sluice.errno;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.junit.jupiter.api.Test;

class ErrnoExceptionTest {
  @Test
  void itSaysWhatFailedAndWhy() {
    ErrnoException exception = new ErrnoException("bind", Errno.EACCES, "127.0.0.1:80");

    assertThat(exception)
        .isInstanceOf(IOException.class)
        .hasMessage("bind(127.0.0.1:80): EACCES (Permission denied)");
    assertThat(exception.call()).isEqualTo("bind");
    assertThat(exception.arguments()).containsExactly("127.0.0.1:80");
    assertThat(exception.errno()).isSameAs(Errno.EACCES);
  }

  @Test
  void itIsMadeFromAResult() {
    assertThat(new ErrnoException("read", -9L, 5))
        .hasMessage("read(5): EBADF (Bad file descriptor)");
    assertThat(new ErrnoException("read", -4000L, 5).errno().number()).isEqualTo(4000);
    assertThatIllegalArgumentException().isThrownBy(() -> new ErrnoException("read", 9L, 5));
  }

  @Test
  void checkPassesSuccessOn() throws ErrnoException {
    assertThat(ErrnoException.check(0, "close")).isZero();
    assertThat(ErrnoException.check(Integer.MAX_VALUE, "read")).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void checkThrowsFailure() {
    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(() -> ErrnoException.check(-2, "open(x)"))
        .withMessage("open(x): ENOENT (No such file or directory)");
  }

  @Test
  void itTravels() throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(new ErrnoException("read", Errno.of(4000), 5));
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      ErrnoException exception = (ErrnoException) in.readObject();

      assertThat(exception.call()).isEqualTo("read");
      assertThat(exception.arguments()).containsExactly("5");
      assertThat(exception.errno()).isEqualTo(Errno.of(4000));
    }
  }
}
