package dev.inkling.benchmarks.engine;

import com.sun.management.OperatingSystemMXBean;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * What the process of one engine does: starts it, warms it up, lets it answer, and prints how long
 * that took. Every {@code main} of an engine ends here.
 */
public final class Fork {

  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private static volatile boolean started;
  private static volatile long firstCpuNanos;
  private static volatile long firstNanos;
  private static volatile long firstMillis;

  private Fork() {}

  /** Called by an engine for its first event of a run, or for all of them. */
  public static void firstEvent() {
    if (!started) {
      started = true;
      firstCpuNanos = SYSTEM.getProcessCpuTime();
      firstNanos = System.nanoTime();
      if (firstMillis == 0) {
        firstMillis = System.currentTimeMillis();
      }
    }
  }

  /** Called by an engine that had to get ready for a run: the time starts anew. */
  public static void restart() {
    started = false;
    firstEvent();
  }

  /**
   * What to do.
   *
   * @param workloads what is asked, one after the other
   * @param threads how many threads the engine may use
   * @param keys how many keys there are
   * @param events how many events are asked about, one number for each workload
   * @param warmUpEvents of how many events a warm-up run is, at most
   * @param warmUpSeconds warm-up runs follow each other until so much time is over; at least one
   * @param runs how many runs are measured
   * @param launched when this process was started, in milliseconds since the epoch
   * @param folder where answers go, as {@code Q1.answers} and so on
   */
  public record Task(
      List<Workload> workloads,
      int threads,
      int keys,
      List<Long> events,
      long warmUpEvents,
      double warmUpSeconds,
      int runs,
      long launched,
      Path folder) {

    /** As the arguments of a process. */
    public static Task of(String[] args) {
      List<Workload> workloads = Arrays.stream(args[0].split(",", -1)).map(Workload::of).toList();
      List<Long> events = Arrays.stream(args[3].split(",", -1)).map(Long::valueOf).toList();
      return new Task(
          workloads,
          Integer.parseInt(args[1]),
          Integer.parseInt(args[2]),
          events,
          Long.parseLong(args[4]),
          Double.parseDouble(args[5]),
          Integer.parseInt(args[6]),
          Long.parseLong(args[7]),
          Path.of(args[8]));
    }
  }

  /** Runs an engine as the arguments say and ends the process. */
  public static void main(String[] args, EventEngine engine) {
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    System.setOut(System.err); // what libraries print must not get between the results
    int exit = 0;
    try {
      run(Task.of(args), engine, out);
    } catch (Exception | Error e) {
      e.printStackTrace();
      exit = 1;
    }
    System.exit(exit); // some engines leave threads behind
  }

  private static void run(Task task, EventEngine engine, PrintStream out) throws Exception {
    Events events = new Events(task.keys());
    try {
      engine.start(task.threads());
      long most = Collections.max(task.events());
      long before = System.nanoTime();
      if (engine.load(events, most)) {
        out.printf(Locale.ROOT, "loaded %.3f%n", (System.nanoTime() - before) / 1e9);
      }
      for (int w = 0; w < task.workloads().size(); w++) {
        measure(task, w, engine, events, out);
      }
    } finally {
      engine.stop();
    }
  }

  private static void measure(Task task, int w, EventEngine engine, Events events, PrintStream out)
      throws Exception {
    Workload workload = task.workloads().get(w);
    long count = task.events().get(w);
    long warmUp = Math.min(count, task.warmUpEvents());
    boolean told = false;
    long warmUpStart = System.nanoTime();
    do {
      started = false;
      engine.run(workload, events, warmUp, new Answers());
      if (w == 0 && !told) {
        told = true;
        out.printf(Locale.ROOT, "first %.3f%n", (firstMillis - task.launched()) / 1e3);
      }
    } while ((System.nanoTime() - warmUpStart) / 1e9 < task.warmUpSeconds());
    Answers answers = new Answers();
    for (int run = 0; run < task.runs(); run++) {
      answers = new Answers();
      started = false;
      engine.run(workload, events, count, answers);
      double seconds = (answers.lastNanos() - firstNanos) / 1e9;
      double cpuSeconds = (SYSTEM.getProcessCpuTime() - firstCpuNanos) / 1e9;
      out.printf(Locale.ROOT, "run %s %d %.4f %.4f%n", workload, count, seconds, cpuSeconds);
    }
    answers.write(task.folder().resolve(workload + ".answers"));
  }
}
