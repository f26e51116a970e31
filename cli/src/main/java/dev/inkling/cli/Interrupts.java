package dev.inkling.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What Ctrl-C and SIGTERM do while something runs that can be ended in order: the first ends it,
 * and the process exits with its exit code; the second ends the process at once.
 */
final class Interrupts implements AutoCloseable {

  /*
   * Implementation note. The first signal makes the JVM run its shutdown hooks; ours asks for the
   * end, waits for the exit code and halts with it, for the JVM's own would be that of a signal. A
   * second signal is not told to anybody: its thread, called "SIGINT handler" as that of the first
   * one, waits until the hooks are done. That it is there is what the hook looks for. The JDK's own
   * handlers of signals, sun.misc.Signal, would do, but javac's warning about them cannot be turned
   * off; see docs/decisions/027.
   */

  private static final String HANDLER = " handler";

  /** What shells expect of a process that Ctrl-C has ended. */
  private static final int INTERRUPTED = 130;

  private static final long LOOK_MS = 50;
  private static final CompletableFuture<Integer> EXIT_CODE = new CompletableFuture<>();

  private Thread hook;

  private Interrupts() {}

  /** Signals do what they always do, until {@link #first}. */
  static Interrupts create() {
    return new Interrupts();
  }

  /** From now on the first signal does this. */
  void first(Runnable end) {
    hook = new Thread(() -> end(end), "inkling-interrupt");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private static void end(Runnable end) {
    end.run();
    while (true) {
      try {
        Runtime.getRuntime().halt(EXIT_CODE.get(LOOK_MS, TimeUnit.MILLISECONDS));
      } catch (TimeoutException e) {
        if (signals() > 1) {
          Runtime.getRuntime().halt(INTERRUPTED);
        }
      } catch (InterruptedException | ExecutionException e) {
        return; // nobody does that
      }
    }
  }

  /** How many signals to end the process wait to be served. */
  private static long signals() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("SIG") && name.endsWith(HANDLER))
        .count();
  }

  /** Ends the process; every command ends here. */
  static void exit(int code) {
    EXIT_CODE.complete(code);
    System.exit(code);
  }

  /** Signals do what they did before. */
  @Override
  public void close() {
    try {
      if (hook != null) {
        Runtime.getRuntime().removeShutdownHook(hook);
      }
    } catch (IllegalStateException e) {
      // the signal has come: the hook waits for the exit code
    }
  }
}
