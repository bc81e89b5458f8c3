package dev.sluice.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Compiles C and assembly for an architecture and runs the result: natively where this machine is
 * one of those, otherwise by a cross compiler and qemu.
 */
public final class Toolchain {
  private final String compiler;
  private final String objcopy;
  private final List<String> linking;
  private final List<String> emulator;

  private Toolchain(String compiler, String objcopy, List<String> linking, List<String> emulator) {
    this.compiler = compiler;
    this.objcopy = objcopy;
    this.linking = linking;
    this.emulator = emulator;
  }

  /**
   * The tools for an architecture; where some are missing, the test is skipped by their names.
   *
   * @param arch as Linux says it: {@code x86_64} or {@code aarch64}
   */
  public static Toolchain of(String arch) throws IOException, InterruptedException {
    Toolchain tools;
    if (arch.equals(machine())) {
      Tools.require("cc gcc", "objcopy binutils");
      tools = new Toolchain("cc", "objcopy", List.of(), List.of());
    } else {
      String prefix = arch + "-linux-gnu-";
      String packages = arch.replace('_', '-') + "-linux-gnu";
      Tools.require(
          prefix + "gcc gcc-" + packages,
          prefix + "objcopy binutils-" + packages,
          "qemu-" + arch + " qemu-user");
      // Linked statically: qemu needs no library of that architecture then.
      tools =
          new Toolchain(
              prefix + "gcc", prefix + "objcopy", List.of("-static"), List.of("qemu-" + arch));
    }
    tools.requireHeaders(arch);
    return tools;
  }

  /** The architecture of this machine, as Linux says it. */
  public static String machine() {
    String arch = System.getProperty("os.arch");
    return arch.equals("amd64") ? "x86_64" : arch;
  }

  /** Compiles and links a program, whose output name is given. */
  public Path compile(Path program, Path source, String... flags)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of(compiler, "-std=gnu17", "-O1", "-Wall", "-Wextra"));
    command.addAll(List.of(flags));
    command.addAll(linking);
    command.addAll(List.of("-o", program.toString(), source.toString()));
    Run.output(command.toArray(String[]::new));
    return program;
  }

  /** The machine code of an assembly source: its text section. */
  public byte[] assemble(Path folder, Path source, String... flags)
      throws IOException, InterruptedException {
    Path object = folder.resolve("assembled.o");
    Path text = folder.resolve("assembled.text");
    List<String> command = new ArrayList<>(List.of(compiler, "-c", "-Wa,--fatal-warnings"));
    command.addAll(List.of(flags));
    command.addAll(List.of("-o", object.toString(), source.toString()));
    Run.output(command.toArray(String[]::new));
    Run.output(
        objcopy,
        "--output-target=binary",
        "--only-section=.text",
        object.toString(),
        text.toString());
    return Files.readAllBytes(text);
  }

  /** Runs a program that {@link #compile} made. */
  public Run run(Path program, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(emulator);
    command.add(program.toString());
    command.addAll(List.of(arguments));
    return Run.command(command.toArray(String[]::new));
  }

  private void requireHeaders(String arch) throws IOException, InterruptedException {
    Run run = Run.command(compiler, "-E", "-include", "sys/socket.h", "-x", "c", "/dev/null");
    if (run.exit() != 0) {
      String cross = arch.equals("aarch64") ? "libc6-dev-arm64-cross" : "libc6-dev-amd64-cross";
      Tools.missing(
          "the C library's headers for "
              + arch
              + " are missing (Debian package "
              + (emulator.isEmpty() ? "libc6-dev" : cross)
              + ")");
    }
  }
}
