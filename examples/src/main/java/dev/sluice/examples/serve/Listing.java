package dev.sluice.examples.serve;

import static dev.sluice.sys.FileConstants.DT_DIR;

import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Fd;
import dev.sluice.io.Directory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The page that lists a folder. */
final class Listing {
  private Listing() {}

  static byte[] html(byte[] folder, Fd fd) throws ErrnoException {
    List<byte[]> names = new ArrayList<>();
    Directory.list(
        fd,
        entry -> {
          byte[] name = entry.name();
          if (!isDots(name)) {
            names.add(entry.type() == DT_DIR ? withSlash(name) : name);
          }
        });
    names.sort(Arrays::compareUnsigned);
    String title = Encoding.html("Index of /" + text(folder));
    StringBuilder page = new StringBuilder(256 + names.size() * 64);
    page.append("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>")
        .append(title)
        .append("</title></head>\n<body><h1>")
        .append(title)
        .append("</h1>\n<ul>\n");
    if (folder.length > 0) {
      page.append("<li><a href=\"../\">../</a></li>\n");
    }
    for (byte[] name : names) {
      // "./" in front: a name such as a:b would be read as a URL with a scheme.
      page.append("<li><a href=\"./")
          .append(Encoding.path(name))
          .append("\">")
          .append(Encoding.html(text(name)))
          .append("</a></li>\n");
    }
    return page.append("</ul></body></html>\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  private static boolean isDots(byte[] name) {
    return Arrays.equals(name, new byte[] {'.'}) || Arrays.equals(name, new byte[] {'.', '.'});
  }

  private static byte[] withSlash(byte[] name) {
    byte[] longer = Arrays.copyOf(name, name.length + 1);
    longer[name.length] = '/';
    return longer;
  }

  private static String text(byte[] name) {
    return new String(name, StandardCharsets.UTF_8);
  }
}
