package dev.sluice.process;

import dev.sluice.errno.Errno;
import dev.sluice.fd.Fd;
import dev.sluice.support.Classes;
import dev.sluice.sys.Ids;

/** Loads classes of Sluice, which cannot be read any more as another user or in another root. */
final class Preload {
  private Preload() {}

  static void all() throws Exception {
    Class<?>[] packages = {Errno.class, Ids.class, Fd.class, Privileges.class};
    for (Class<?> one : packages) {
      for (Class<?> each : Classes.besides(one)) {
        load(each);
      }
    }
  }

  private static void load(Class<?> type) throws Exception {
    Class.forName(type.getName(), false, type.getClassLoader());
    for (Class<?> nested : type.getDeclaredClasses()) {
      load(nested);
    }
  }
}
