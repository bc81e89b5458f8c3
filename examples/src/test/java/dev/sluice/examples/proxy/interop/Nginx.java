package dev.sluice.examples.proxy.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** nginx with files of a folder, and with one that files can be put into. */
final class Nginx {
  private Nginx() {}

  /** What it serves. */
  static Path root(Path folder) {
    return folder.resolve("root");
  }

  /** Starts it as one process; it listens. */
  static Program start(Path folder, int port) throws IOException {
    Files.createDirectories(root(folder).resolve("put"));
    Path configuration =
        Files.writeString(
            folder.resolve("nginx.conf"),
            """
            daemon off;
            master_process off;
            worker_processes 1;
            pid %1$s/nginx.pid;
            error_log %1$s/nginx-error.log;
            events { worker_connections 128; }
            http {
              access_log off;
              sendfile on;
              tcp_nopush on;
              client_max_body_size 0;
              client_body_temp_path %1$s/body;
              proxy_temp_path %1$s/temp1;
              fastcgi_temp_path %1$s/temp2;
              uwsgi_temp_path %1$s/temp3;
              scgi_temp_path %1$s/temp4;
              server {
                listen 127.0.0.1:%2$d;
                root %1$s/root;
                location /put/ {
                  dav_methods PUT;
                  create_full_put_path on;
                }
              }
            }
            """
                .formatted(folder, port));
    Path log = folder.resolve("nginx.log");
    return Program.listening(
        log,
        port,
        "nginx",
        "-p",
        folder.toString(),
        "-e",
        log.toString(),
        "-c",
        configuration.toString());
  }
}
