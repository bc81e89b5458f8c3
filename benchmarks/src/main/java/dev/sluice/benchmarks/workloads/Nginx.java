package dev.sluice.benchmarks.workloads;

import dev.sluice.benchmarks.harness.Lab;
import dev.sluice.benchmarks.harness.Server;
import dev.sluice.benchmarks.harness.UnavailableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** nginx with one worker, tuned for files as its documentation says, without logs. */
final class Nginx {
  private Nginx() {}

  /** {@return its path, or a reason why it takes no part} */
  static Path program() throws UnavailableException {
    Path program = Lab.program("nginx");
    if (program == null) {
      throw new UnavailableException("not installed: nginx (Debian package nginx)");
    }
    return program;
  }

  static Server start(Lab lab, List<String> javaOptions) throws IOException {
    String program = program().toString();
    Path home = Files.createTempDirectory(lab.scratch(), "nginx-");
    home.toFile().setExecutable(true, false);
    int port = freePort();
    Path configuration = home.resolve("nginx.conf");
    Files.writeString(configuration, configuration(home, ServedFiles.folder(lab), port));
    String errors = home.resolve("error.log").toString();
    return Server.startSilent(
        lab,
        List.of(program, "-p", home.toString(), "-c", configuration.toString(), "-e", errors),
        port);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String configuration(Path home, Path files, int port) {
    return """
        daemon off;
        worker_processes 1;
        pid HOME/nginx.pid;
        error_log HOME/error.log warn;
        events {
            worker_connections 12000;
        }
        http {
            default_type application/octet-stream;
            access_log off;
            sendfile on;
            tcp_nopush on;
            tcp_nodelay on;
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
        .replace("HOME", home.toString())
        .replace("PORT", Integer.toString(port))
        .replace("FILES", files.toString());
  }
}
