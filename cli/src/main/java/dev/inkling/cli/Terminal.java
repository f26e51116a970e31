package dev.inkling.cli;

import dev.inkling.engine.Clock;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * What the command talks to; handed in, so that tests can listen.
 *
 * @param out results
 * @param err everything else
 * @param outIsTerminal whether results are read by a person
 * @param errIsTerminal whether the rest is
 * @param debug whether failures show where they happened
 * @param clock the time
 */
record Terminal(
    StandardOutput out,
    PrintStream err,
    boolean outIsTerminal,
    boolean errIsTerminal,
    boolean debug,
    Clock clock) {

  /** The process's own streams; the launcher says what they are. */
  static Terminal system() {
    String outKind = System.getProperty("inkling.out", "");
    return new Terminal(
        StandardOutput.create(new FileOutputStream(FileDescriptor.out), outKind.equals("pipe")),
        printer(new BufferedOutputStream(new FileOutputStream(FileDescriptor.err), 4_096)),
        outKind.equals("terminal"),
        System.getProperty("inkling.err", "").equals("terminal"),
        "1".equals(System.getenv("INKLING_DEBUG")),
        Clock.system());
  }

  /** Streams that are no terminals. */
  static Terminal of(OutputStream out, OutputStream err) {
    return new Terminal(
        StandardOutput.create(out, false), printer(err), false, false, false, Clock.system());
  }

  private static PrintStream printer(OutputStream target) {
    return new PrintStream(target, true, StandardCharsets.UTF_8);
  }
}
