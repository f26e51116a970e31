package dev.inkling.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The command in a process of its own, which a test can talk to and send signals. */
final class RunProcess implements AutoCloseable {

  /** How long a test waits for anything. */
  private static final long DEADLINE_S = 60;

  private static final long STEP_MS = 100;

  /** The bit of signal 2 in a set of signals. */
  private static final long SIGINT = 1 << 1;

  private final Process process;
  private final BlockingQueue<String> out = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> err = new LinkedBlockingQueue<>();
  private final List<Thread> readers = new ArrayList<>();

  private RunProcess(Process process) {
    this.process = process;
    read(process.inputReader(StandardCharsets.UTF_8), out);
    read(process.errorReader(StandardCharsets.UTF_8), err);
  }

  private void read(BufferedReader reader, BlockingQueue<String> lines) {
    Thread thread = new Thread(() -> reader.lines().forEach(lines::add));
    thread.start();
    readers.add(thread);
  }

  /** Starts the command in a folder. */
  static RunProcess start(Path folder, String... args) throws IOException {
    List<String> command = new ArrayList<>();
    if (ignoresInterrupts()) {
      command.addAll(List.of("env", "--default-signal=INT"));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xmx256m", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add("dev.inkling.cli.Inkling");
    command.addAll(List.of(args));
    return new RunProcess(new ProcessBuilder(command).directory(folder.toFile()).start());
  }

  /** Whether this process ignores SIGINT, as one in the background of a shell does: children do. */
  private static boolean ignoresInterrupts() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return false;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .map(line -> Long.parseUnsignedLong(line.substring("SigIgn:".length()).strip(), 16))
        .anyMatch(ignored -> (ignored & SIGINT) != 0);
  }

  /** The next line of standard output. */
  String line() throws InterruptedException {
    String line = null;
    for (long waitedMs = 0; line == null && waitedMs < 1_000 * DEADLINE_S; waitedMs += STEP_MS) {
      boolean wasAlive = process.isAlive();
      line = out.poll(STEP_MS, TimeUnit.MILLISECONDS);
      if (line == null && !wasAlive) {
        break;
      }
    }
    if (line == null) {
      throw new AssertionError("no line came; standard error: " + err);
    }
    return line;
  }

  /** Writes to standard input. */
  void write(String text) throws IOException {
    OutputStream in = process.getOutputStream();
    in.write(text.getBytes(StandardCharsets.UTF_8));
    in.flush();
  }

  /** Ends standard input. */
  void endInput() throws IOException {
    process.getOutputStream().close();
  }

  /** Sends a signal such as INT. */
  void signal(String name) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, "" + process.pid()).start();
    if (kill.waitFor() != 0) {
      throw new AssertionError("kill failed");
    }
  }

  /** Waits for the end. */
  int exitCode() throws InterruptedException {
    if (!process.waitFor(DEADLINE_S, TimeUnit.SECONDS)) {
      throw new AssertionError("the process goes on; standard error: " + err);
    }
    for (Thread reader : readers) {
      reader.join();
    }
    return process.exitValue();
  }

  /** What is left of standard output, after the end. */
  List<String> rest() {
    return List.copyOf(out);
  }

  /** What was said on standard error. */
  List<String> errors() {
    return List.copyOf(err);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
