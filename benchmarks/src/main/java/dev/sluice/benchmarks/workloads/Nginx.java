package dev.sluice.benchmarks.workloads;

import dev.sluice.benchmarks.harness.Lab;
import dev.sluice.benchmarks.harness.Server;
import dev.sluice.benchmarks.harness.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** nginx with one worker, without logs. */
final class Nginx {
  private static final Path STREAM = Path.of("/usr/lib/nginx/modules/ngx_stream_module.so");

  /** As its documentation has it; a file is looked at anew after the usual minute. */
  private static final String FILE_CACHE = "open_file_cache max=1000;";

  private static final String COMMON =
      """
      daemon off;
      worker_processes 1;
      pid HOME/nginx.pid;
      error_log HOME/error.log warn;
      events {
          worker_connections 12000;
      }
      """;

  private Nginx() {}

  /** {@return its path, or a reason why it takes no part} */
  static Path program() throws UnavailableException {
    Path program = Lab.program("nginx");
    if (program == null) {
      throw new UnavailableException("not installed: nginx (Debian package nginx)");
    }
    return program;
  }

  /** Serves the files, tuned as its documentation says. */
  static Server files(Lab lab) throws IOException {
    return start(lab, "", files(ServedFiles.folder(lab), ""));
  }

  /** The same, and it keeps the files open. */
  static Server cachedFiles(Lab lab) throws IOException {
    return start(lab, "", files(ServedFiles.folder(lab), FILE_CACHE));
  }

  /** Passes TCP on to that port. */
  static Server stream(Lab lab, int to) throws IOException {
    program();
    if (!Files.exists(STREAM)) {
      throw new UnavailableException(
          "not installed: nginx's stream module (Debian package libnginx-mod-stream)");
    }
    return start(lab, "load_module " + STREAM + ";\n", stream(to));
  }

  private static Server start(Lab lab, String module, String service) throws IOException {
    Path home = Files.createTempDirectory(lab.scratch(), "nginx-");
    home.toFile().setExecutable(true, false);
    int port = Server.freePort();
    Path configuration = home.resolve("nginx.conf");
    Files.writeString(
        configuration,
        (module + COMMON + service)
            .replace("HOME", home.toString())
            .replace("PORT", Integer.toString(port)));
    String errors = home.resolve("error.log").toString();
    return Server.startSilent(
        lab,
        List.of(
            program().toString(),
            "-p",
            home.toString(),
            "-c",
            configuration.toString(),
            "-e",
            errors),
        port);
  }

  private static String files(Path files, String further) {
    return """
        http {
            default_type application/octet-stream;
            access_log off;
            sendfile on;
            tcp_nopush on;
            tcp_nodelay on;
            FURTHER
            keepalive_timeout 3600s;
            keepalive_requests 1000000000;
            client_body_temp_path HOME/body;
            proxy_temp_path HOME/proxy;
            fastcgi_temp_path HOME/fastcgi;
            uwsgi_temp_path HOME/uwsgi;
            scgi_temp_path HOME/scgi;
            server {
                listen 127.0.0.1:PORT;
                root FILES;
            }
        }
        """
        .replace("FURTHER", further)
        .replace("FILES", files.toString());
  }

  private static String stream(int to) {
    return """
        stream {
            proxy_timeout 1h;
            server {
                listen 127.0.0.1:PORT;
                proxy_pass 127.0.0.1:TO;
            }
        }
        """
        .replace("TO", Integer.toString(to));
  }
}
