package dev.sluice.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountTest {
  @TempDir private Path folder;

  @Test
  void aUserOfThisMachineIsWhomIdSays() throws Exception {
    Tools.require("id coreutils");
    Account nobody = Account.named("nobody");

    assertThat(nobody.uid()).isEqualTo(Integer.parseInt(Run.output("id", "-u", "nobody").strip()));
    assertThat(nobody.gid()).isEqualTo(Integer.parseInt(Run.output("id", "-g", "nobody").strip()));
    assertThat(nobody.groups())
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(Run.output("id", "-G", "nobody").strip().split(" ", -1))
                .map(Integer::valueOf)
                .toList());
  }

  @Test
  void groupsThatNameTheUserAreHis() throws Exception {
    Path passwd =
        Files.writeString(
            folder.resolve("passwd"),
            "+::::::\n# none\nweb2:x:7:7::/:/bin/sh\nweb:x:4294967294:33:W,w:/:/bin/sh\n");
    Path group =
        Files.writeString(
            folder.resolve("group"), "a:x:1:web\nb:x:2:web2\nc:x:3:other,web\nd:x:33:web\ne:x:5\n");

    assertThat(Account.named("web", passwd, group))
        .isEqualTo(new Account(-2, 33, List.of(33, 1, 3)));
    assertThatIllegalArgumentException().isThrownBy(() -> Account.named("we", passwd, group));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Account.named("web", folder.resolve("none"), group));
  }
}
