package dev.inkling.cli;

import dev.inkling.engine.Clock;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * A command that was run in this process.
 *
 * @param code the exit code
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
record CommandRun(int code, String out, String err) {

  /** Runs a command that talks to no terminal. */
  static CommandRun of(String... args) {
    return run(false, false, args);
  }

  /** Runs a command whose results are read by a person, without a progress line. */
  static CommandRun ofTerminal(String... args) {
    return run(true, false, args);
  }

  private static CommandRun run(boolean outIsTerminal, boolean errIsTerminal, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code = Inkling.run(terminal(out, err, outIsTerminal, errIsTerminal, Clock.system()), args);
    return new CommandRun(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  static Terminal terminal(
      OutputStream out,
      OutputStream err,
      boolean outIsTerminal,
      boolean errIsTerminal,
      Clock clock) {
    return new Terminal(
        StandardOutput.create(out, false),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        outIsTerminal,
        errIsTerminal,
        false,
        clock);
  }
}
