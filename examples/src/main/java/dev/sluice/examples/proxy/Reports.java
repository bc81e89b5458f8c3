package dev.sluice.examples.proxy;

import static dev.sluice.examples.proxy.Exposition.Type.COUNTER;
import static dev.sluice.examples.proxy.Exposition.Type.GAUGE;

import java.util.function.ToLongFunction;

/** The figures of a proxy, written down. */
final class Reports {
  private static final String BACKEND = "backend";

  private Reports() {}

  static String text(ProxyStatistics figures) {
    StringBuilder text = new StringBuilder();
    text.append("connections: ").append(figures.open()).append(" open, ");
    text.append(figures.total()).append(" in all, ");
    text.append(figures.refused()).append(" refused, ");
    text.append(figures.failed()).append(" failed\n");
    text.append("bytes: ").append(figures.bytes(Direction.TO_BACKEND)).append(" to back ends, ");
    text.append(figures.bytes(Direction.TO_CLIENT)).append(" to clients\n");
    text.append("moves: ").append(figures.splices()).append(" spliced, ");
    text.append(figures.copies()).append(" copied\n");
    Pipes pipes = figures.pipes();
    text.append("pipes: ").append(pipes.used()).append(" used, ");
    text.append(pipes.idle()).append(" idle, ").append(pipes.opened()).append(" opened, ");
    text.append(pipes.failed()).append(" not to be had, ");
    text.append(pipes.bytes()).append(" bytes of room\n");
    text.append("errors:");
    String between = " ";
    for (ErrorKind kind : ErrorKind.values()) {
      text.append(between).append(figures.failed(kind)).append(' ').append(kind.label());
      between = ", ";
    }
    text.append('\n');
    for (Backend each : figures.backends()) {
      appendBackend(text, each);
    }
    return text.toString();
  }

  private static void appendBackend(StringBuilder text, Backend backend) {
    text.append("back end ").append(backend).append(": ");
    text.append(backend.isUp() ? "up" : "down").append(", ");
    text.append(backend.open()).append(" open, ");
    text.append(backend.connections()).append(" in all, ");
    text.append(backend.failures()).append(" failed connects, ");
    text.append(backend.probes()).append(" probes\n");
  }

  static String metrics(ProxyStatistics figures) {
    Exposition out = new Exposition("sluice_proxy_");
    out.family("connections_open", GAUGE, "Connections of clients.").sample(figures.open());
    out.family("connections_total", COUNTER, "Connections that clients have made.")
        .sample(figures.total());
    out.family("connections_refused_total", COUNTER, "Connections that found no back end.")
        .sample(figures.refused());
    out.family("errors_total", COUNTER, "Connections that ended by a failure.");
    for (ErrorKind kind : ErrorKind.values()) {
      out.sample("kind", kind.label(), figures.failed(kind));
    }
    out.family("bytes_total", COUNTER, "Bytes passed on.")
        .sample("direction", "to_backend", figures.bytes(Direction.TO_BACKEND))
        .sample("direction", "to_client", figures.bytes(Direction.TO_CLIENT));
    out.family("moves_total", COUNTER, "Calls that took bytes out of a socket.")
        .sample("mode", "splice", figures.splices())
        .sample("mode", "copy", figures.copies());
    addPipes(out, figures.pipes());
    addBackends(out, figures);
    return out.toString();
  }

  private static void addPipes(Exposition out, Pipes pipes) {
    out.family("pipes", GAUGE, "Pipes of the pools.")
        .sample("state", "used", pipes.used())
        .sample("state", "idle", pipes.idle());
    out.family("pipe_bytes", GAUGE, "Bytes that the pipes may hold.").sample(pipes.bytes());
    out.family("pipes_opened_total", COUNTER, "Pipes opened.").sample(pipes.opened());
    out.family("pipes_failed_total", COUNTER, "Pipes that could not be had.")
        .sample(pipes.failed());
  }

  private static void addBackends(Exposition out, ProxyStatistics figures) {
    out.family("backend_up", GAUGE, "Whether connections go to the back end.");
    addEach(out, figures, backend -> backend.isUp() ? 1 : 0);
    out.family("backend_connections_open", GAUGE, "Connections to the back end.");
    addEach(out, figures, Backend::open);
    out.family("backend_connections_total", COUNTER, "Connections given to the back end.");
    addEach(out, figures, Backend::connections);
    out.family("backend_connect_failures_total", COUNTER, "Connects that failed.");
    addEach(out, figures, Backend::failures);
    out.family("backend_probes_total", COUNTER, "Probes of the back end while it was down.");
    addEach(out, figures, Backend::probes);
  }

  private static void addEach(
      Exposition out, ProxyStatistics figures, ToLongFunction<Backend> figure) {
    for (Backend each : figures.backends()) {
      out.sample(BACKEND, each.name(), figure.applyAsLong(each));
    }
  }
}
