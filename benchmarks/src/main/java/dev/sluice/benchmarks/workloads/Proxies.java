package dev.sluice.benchmarks.workloads;

import dev.sluice.benchmarks.harness.Lab;
import dev.sluice.benchmarks.harness.Server;
import dev.sluice.benchmarks.peers.NioProxy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Who takes part between a client and a back end. The first is what the others are set against. */
final class Proxies {
  static final int LARGE_PIPE = 1 << 20;

  private static final String HOST = "127.0.0.1";
  private static final String ANY = HOST + ":0";

  private Proxies() {}

  /** What a proxy connects to. */
  @FunctionalInterface
  interface Target {
    /** {@return its port on 127.0.0.1} */
    int port(Lab lab) throws IOException;

    default String address(Lab lab) throws IOException {
      return HOST + ":" + port(lab);
    }
  }

  static List<Contestant> before(Target target) {
    return List.of(
        c(LARGE_PIPE, target),
        c(LARGE_PIPE / 4, target),
        c(LARGE_PIPE / 16, target),
        sluice("splice", target),
        sluice("copy", target),
        sluice("auto", target),
        haProxy("haproxy", target),
        haProxy("haproxy-auto", target, "splice-auto"),
        // By itself, splice-auto never begins to splice in the middle of a stream that does not
        // rest.
        haProxy("haproxy-splice", target, "splice-auto", "splice-request", "splice-response"),
        new Contestant(
            "nginx-stream", false, (lab, options) -> Nginx.stream(lab, target.port(lab))),
        new Contestant("nio", true, (lab, options) -> nio(lab, options, target)));
  }

  /** Those that send what comes from clients to a mirror as well. */
  static List<Contestant> mirroring(Target target, Target mirror) {
    return List.of(
        new Contestant("c-tee", false, (lab, options) -> cTee(lab, target, mirror)),
        new Contestant(
            "sluice",
            true,
            (lab, options) ->
                Server.start(
                    lab,
                    Contestants.command(
                        lab,
                        options,
                        "mirror",
                        "--listen",
                        ANY,
                        "--to",
                        target.address(lab),
                        "--mirror",
                        mirror.address(lab)))));
  }

  private static Contestant c(int pipe, Target target) {
    String name = "c-splice-" + Sizes.name(pipe);
    return new Contestant(
        name,
        false,
        (lab, options) -> Server.start(lab, c(lab, "proxy_splice", List.of(target), pipe)));
  }

  private static Server cTee(Lab lab, Target target, Target mirror) throws IOException {
    return Server.start(lab, c(lab, "mirror_tee", List.of(target, mirror), LARGE_PIPE));
  }

  private static List<String> c(Lab lab, String program, List<Target> targets, int pipe)
      throws IOException {
    String compiled = lab.compile("reference/" + program + ".c").toString();
    List<String> command = new ArrayList<>(List.of(compiled, HOST, "0"));
    for (Target target : targets) {
      command.add(HOST);
      command.add(Integer.toString(target.port(lab)));
    }
    command.add(Integer.toString(pipe));
    return command;
  }

  private static Contestant sluice(String mode, Target target) {
    return new Contestant(
        "sluice-" + mode,
        true,
        (lab, options) ->
            Server.start(
                lab,
                Contestants.command(
                    lab,
                    options,
                    "proxy",
                    "--listen",
                    ANY,
                    "--to",
                    target.address(lab),
                    "--mode",
                    mode)));
  }

  private static Contestant haProxy(String name, Target target, String... options) {
    return new Contestant(
        name, false, (lab, none) -> HaProxy.start(lab, target.port(lab), options));
  }

  private static Server nio(Lab lab, List<String> options, Target target) throws IOException {
    List<String> arguments = List.of("0", HOST, Integer.toString(target.port(lab)));
    return Server.start(lab, Lab.java(NioProxy.class.getName(), options, arguments));
  }
}
