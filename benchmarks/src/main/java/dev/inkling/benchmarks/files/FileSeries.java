package dev.inkling.benchmarks.files;

import dev.inkling.benchmarks.results.Direction;
import dev.inkling.benchmarks.results.Results;
import dev.inkling.benchmarks.results.Subject;
import dev.inkling.benchmarks.results.Versions;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.duckdb.DuckDBDriver;

/**
 * One interleaved series: the query "distinct users and p99 of the latency per page" over a file of
 * generated clicks, answered in turn by Inkling's command and by DuckDB, each as a whole process
 * with the file in the page cache. Prints the median wall time, the spread and the peak memory of
 * both, and the ratio of the medians.
 *
 * <p>Arguments: the launcher, the folder for the files, rows, runs, threads, and "quick" if it is
 * to be called so.
 */
public final class FileSeries {

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private final String launcher;
  private final Path folder;
  private final long rows;
  private final int runs;
  private final String threads;
  private final Results results;

  private FileSeries(String[] args) {
    launcher = args[0];
    folder = Path.of(args[1]);
    rows = Long.parseLong(args[2]);
    runs = Integer.parseInt(args[3]);
    threads = args[4];
    results = Results.start("files", args.length > 5 && args[5].equals("quick"));
  }

  /** Runs the series; see the class. */
  public static void main(String[] args) throws IOException, InterruptedException {
    FileSeries series = new FileSeries(args);
    series.run("csv", "read_csv('%s')");
    series.run("ndjson", "read_json('%s', format = 'newline_delimited')");
    series.results.save();
  }

  private record Measured(double seconds, long peakKb) {}

  private void run(String format, String duckDbTable) throws IOException, InterruptedException {
    Path file = folder.resolve("clicks-" + rows + "." + format);
    if (!Files.exists(file)) {
      List<String> generate =
          List.of(
              launcher,
              "generate",
              "clicks",
              "--rows",
              Long.toString(rows),
              "--format",
              format,
              "--out",
              file.toString());
      measure(generate);
    }
    String selected = "SELECT page, approx_count_distinct(user_id) AS users, ";
    List<String> inkling =
        List.of(
            launcher,
            "query",
            "--threads",
            threads,
            "--output",
            "csv",
            selected + "approx_percentile(ms, 0.99) AS p99 FROM \"" + file + "\" GROUP BY page");
    List<String> duckDb =
        List.of(
            ProcessHandle.current().info().command().orElse("java"),
            "-cp",
            System.getProperty("java.class.path"),
            DuckDbFileQuery.class.getName(),
            threads,
            selected
                + "approx_quantile(ms, 0.99) AS p99 FROM "
                + String.format(Locale.ROOT, duckDbTable, file)
                + " GROUP BY page");
    measure(inkling);
    measure(duckDb);
    List<Measured> ours = new ArrayList<>();
    List<Measured> theirs = new ArrayList<>();
    for (int run = 0; run < runs; run++) {
      ours.add(measure(inkling));
      theirs.add(measure(duckDb));
    }
    out.printf(
        Locale.ROOT,
        "%s, %,d rows, %,d MB, %s threads, %d runs each, interleaved%n",
        format,
        rows,
        Files.size(file) >> 20,
        threads,
        runs);
    print("inkling", ours);
    print("duckdb", theirs);
    out.printf(Locale.ROOT, "  duckdb / inkling: %.2f%n", median(theirs) / median(ours));
    record(format, ours, theirs);
  }

  /** Judged are our time by the peer's of the same turn, and our memory. */
  private void record(String format, List<Measured> ours, List<Measured> theirs) {
    Subject inkling = Subject.of("files", "Inkling", results.run().version());
    String peerVersion = Versions.of(DuckDBDriver.class);
    Subject duckDb = Subject.of("files", "DuckDB", peerVersion);
    record(in(format, inkling), ours, Direction.LOWER);
    record(in(format, duckDb), theirs, Direction.NEITHER);
    double[] ratios = new double[runs];
    Arrays.setAll(ratios, i -> ours.get(i).seconds() / theirs.get(i).seconds());
    Subject both = Subject.of("files", "Inkling", inkling.version() + " by " + peerVersion);
    results.add(
        in(format, both)
            .with("by", "DuckDB")
            .rounds("relative time", "1", Direction.LOWER, ratios));
  }

  private Subject in(String format, Subject subject) {
    return subject.with("format", format).with("rows", rows).with("threads", threads);
  }

  private void record(Subject subject, List<Measured> runs, Direction ofMemory) {
    double[] seconds = runs.stream().mapToDouble(Measured::seconds).toArray();
    double[] peak = runs.stream().mapToDouble(run -> run.peakKb() / 1024.0).toArray();
    results.add(subject.rounds("time", "s", Direction.NEITHER, seconds));
    if (Arrays.stream(peak).allMatch(mib -> mib > 0)) { // 0 where the system does not tell it
      results.add(subject.rounds("peak memory", "MiB", ofMemory, peak));
    }
  }

  private void print(String name, List<Measured> series) {
    double[] seconds = series.stream().mapToDouble(Measured::seconds).sorted().toArray();
    out.printf(
        Locale.ROOT,
        "  %-8s median %.2f s (%.2f to %.2f), peak memory %d MB%n",
        name,
        median(series),
        seconds[0],
        seconds[seconds.length - 1],
        series.stream().mapToLong(Measured::peakKb).max().orElse(0) >> 10);
  }

  private static double median(List<Measured> series) {
    double[] seconds = series.stream().mapToDouble(Measured::seconds).sorted().toArray();
    int middle = seconds.length / 2;
    return seconds.length % 2 == 1 ? seconds[middle] : (seconds[middle - 1] + seconds[middle]) / 2;
  }

  private Measured measure(List<String> command) throws IOException, InterruptedException {
    File answers = File.createTempFile("answers", ".csv");
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(answers)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    long peakKb = 0;
    while (process.isAlive()) {
      peakKb = Math.max(peakKb, peakKb(process.pid()));
      Thread.sleep(5);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    int exit = process.waitFor();
    if (exit != 0 || (answers.length() == 0 && !command.contains("generate"))) {
      throw new IllegalStateException("exit code " + exit + " of " + command);
    }
    Files.delete(answers.toPath());
    return new Measured(seconds, peakKb);
  }

  /** The largest resident memory so far, in KB, as Linux tells it; 0 where it does not. */
  private static long peakKb(long pid) {
    try {
      return Arrays.stream(Files.readString(Path.of("/proc/" + pid + "/status")).split("\n", -1))
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }
}
