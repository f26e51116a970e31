package dev.inkling.benchmarks.results;

import dev.inkling.sketch.distinct.HyperLogLog;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What one run of one suite found. Not thread-safe.
 *
 * <p>A suite that {@code benchmarks/run} started makes one with {@link #start}, adds its measures
 * and ends with {@link #save}.
 */
public final class Results {

  private static final String RUN_FILE = "-run.csv";
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH-mm-ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Run run;
  private final List<Measure> measures = new ArrayList<>();
  private final Set<Measure.Key> keys = new HashSet<>();

  /** None yet. */
  public Results(Run run) {
    this.run = run;
  }

  /**
   * None yet, of a run that starts now. {@code benchmarks/run} says more about it by system
   * properties: {@code inkling.run} (its name; else the time and the suite) and {@code
   * inkling.commit}.
   */
  public static Results start(String suite, boolean quick) {
    return start(suite, quick ? Run.QUICK : Run.DEFAULT);
  }

  /** The same with an effort as {@link Run} has it. */
  public static Results start(String suite, String effort) {
    Instant now = Instant.now();
    String given = System.getProperty("inkling.run", "");
    return new Results(
        new Run(
            given.isEmpty() ? NAME.format(now) + "-" + suite : given,
            suite,
            now,
            System.getProperty("inkling.commit", "unknown"),
            Versions.of(HyperLogLog.class),
            effort,
            Machine.here()));
  }

  /** The run that this is of. */
  public Run run() {
    return run;
  }

  /** What was added so far, in this order. */
  public List<Measure> measures() {
    return Collections.unmodifiableList(measures);
  }

  /**
   * Adds a measure.
   *
   * @throws IllegalArgumentException if it is of another suite, or of what another one is of
   */
  public void add(Measure measure) {
    Measure.require(measure.suite().equals(run.suite()), "suite", run.suite(), measure.suite());
    Measure.require(keys.add(measure.key()), "measure", "the only one of its key", measure.key());
    measures.add(measure);
  }

  /**
   * Writes the files of the run, appends it to the history and says on standard error where. By the
   * system properties {@code inkling.results} (else {@code benchmarks/target/results}) and {@code
   * inkling.history} (else {@code benchmarks/history.csv}; {@code none}: no history).
   *
   * @return the folder of the run
   */
  public Path save() throws IOException {
    Path folder = write(home());
    System.err.printf(Locale.ROOT, "results: %s (%d measures)%n", folder, measures.size());
    String history = System.getProperty("inkling.history", "benchmarks/history.csv");
    if (!history.equals("none")) {
      History.append(Path.of(history), this);
      System.err.printf(Locale.ROOT, "history: %s, run %s%n", history, run.name());
    }
    return folder;
  }

  private static Path home() {
    return Path.of(System.getProperty("inkling.results", "benchmarks/target/results"));
  }

  /** Where {@link #save} writes. */
  public Path folder() {
    return home().resolve(run.name());
  }

  /**
   * Writes {@code <suite>.csv}, {@code <suite>.json} and {@code <suite>-run.csv} into a folder with
   * the name of the run.
   *
   * @return that folder
   */
  public Path write(Path results) throws IOException {
    Path folder = Files.createDirectories(results.resolve(run.name()));
    StringBuilder csv = new StringBuilder(Lines.csv(Lines.MEASURE)).append('\n');
    StringBuilder json = new StringBuilder("[");
    for (Measure measure : measures) {
      csv.append(Lines.csv(Lines.fields(measure))).append('\n');
      json.append(json.length() == 1 ? "\n" : ",\n").append(Lines.json(run.name(), measure));
    }
    Files.writeString(folder.resolve(run.suite() + ".csv"), csv);
    Files.writeString(folder.resolve(run.suite() + ".json"), json.append("\n]\n"));
    Files.writeString(
        folder.resolve(run.suite() + RUN_FILE),
        Lines.csv(Lines.RUN) + '\n' + Lines.csv(Lines.fields(run, measures.size())) + '\n');
    return folder;
  }

  /**
   * Reads the folder of a run: the CSV files of all its suites, in alphabetical order.
   *
   * @throws ResultFormatException if a line is not as written
   * @throws java.nio.file.NoSuchFileException if a file is missing
   */
  public static List<Results> read(Path folder) throws IOException {
    List<Path> headers;
    try (var files = Files.list(folder)) {
      headers = files.filter(file -> file.toString().endsWith(RUN_FILE)).sorted().toList();
    }
    Measure.require(!headers.isEmpty(), "folder of a run", "one with *" + RUN_FILE, folder);
    List<Results> suites = new ArrayList<>();
    for (Path header : headers) {
      suites.add(readSuite(header));
    }
    return suites;
  }

  private static Results readSuite(Path runFile) throws IOException {
    List<String> lines = lines(runFile, Lines.RUN);
    if (lines.size() != 2) {
      throw new ResultFormatException(
          runFile, lines.size(), "must be 2 lines, got " + lines.size());
    }
    Lines.Header header =
        Lines.header(runFile, 2, Lines.split(runFile, 2, lines.get(1), Lines.RUN.size()));
    Results results = new Results(header.run());
    Path file = runFile.resolveSibling(header.run().suite() + ".csv");
    lines = lines(file, Lines.MEASURE);
    for (int i = 1; i < lines.size(); i++) {
      List<String> fields = Lines.split(file, i + 1, lines.get(i), Lines.MEASURE.size());
      results.add(file, i + 1, Lines.measure(file, i + 1, fields));
    }
    if (results.measures.size() != header.measures()) {
      throw new ResultFormatException(
          file,
          lines.size(),
          "must end after " + header.measures() + " measures, got " + results.measures.size());
    }
    return results;
  }

  /** All lines of a file, of which the first must be the names of the fields. */
  private static List<String> lines(Path file, List<String> names) throws IOException {
    List<String> lines;
    try {
      lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (CharacterCodingException e) {
      throw new ResultFormatException(file, 1, "must be UTF-8: " + e.getMessage());
    }
    String first = lines.isEmpty() ? "" : lines.get(0);
    if (!first.equals(Lines.csv(names))) {
      throw new ResultFormatException(
          file, 1, "must be \"" + Lines.csv(names) + "\", got \"" + first + '"');
    }
    return lines;
  }

  /** Adds a measure that was read from a line. */
  void add(Path file, long line, Measure measure) {
    try {
      add(measure);
    } catch (IllegalArgumentException e) {
      throw new ResultFormatException(file, line, e.getMessage());
    }
  }
}
