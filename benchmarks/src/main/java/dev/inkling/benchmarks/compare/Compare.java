package dev.inkling.benchmarks.compare;

import dev.inkling.benchmarks.results.History;
import dev.inkling.benchmarks.results.Measure;
import dev.inkling.benchmarks.results.Results;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares two runs and says what became worse and what better.
 *
 * <p>Arguments: A, B, and {@code --history FILE}, {@code --results DIR}, {@code --suite NAME},
 * {@code --false-alarms RATE}. A and B are folders of runs, names of runs below {@code --results}
 * or in the history, {@code last} or {@code previous}.
 *
 * <p>The exit code is 0 if nothing is worse beyond the noise, 1 if something is or if a result of
 * ours is in A only, 2 if there is nothing that could be compared.
 */
public final class Compare {

  private final List<String> runs = new ArrayList<>();
  private Path history = Path.of("benchmarks/history.csv");
  private Path results = Path.of("benchmarks/target/results");
  private String suite = "";
  private double falseAlarms = 0.01;

  private Compare(String[] args) {
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--history" -> history = Path.of(next(args, ++i));
        case "--results" -> results = Path.of(next(args, ++i));
        case "--suite" -> suite = next(args, ++i);
        case "--false-alarms" -> falseAlarms = rate(next(args, ++i));
        default -> {
          if (args[i].startsWith("-")) {
            throw new IllegalArgumentException("unknown option " + args[i]);
          }
          runs.add(args[i]);
        }
      }
    }
    if (runs.size() != 2) {
      throw new IllegalArgumentException("two runs must be given, got " + runs);
    }
  }

  private static String next(String[] args, int i) {
    if (i >= args.length) {
      throw new IllegalArgumentException(args[i - 1] + " must be followed by a value");
    }
    return args[i];
  }

  private static double rate(String text) {
    try {
      double rate = Double.parseDouble(text);
      if (rate > 0 && rate < 1) {
        return rate;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException("--false-alarms must be between 0 and 1, got " + text);
  }

  /** Compares; see the class. */
  public static void main(String[] args) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    System.exit(run(out, args));
  }

  /** The same without ending the process. */
  static int run(PrintStream out, String... args) {
    try {
      return new Compare(args).compare(out);
    } catch (IllegalArgumentException | IOException e) {
      System.err.println("compare: " + e.getMessage());
      return 2;
    }
  }

  private int compare(PrintStream out) throws IOException {
    History past = History.read(history);
    past.incomplete()
        .forEach(
            run ->
                System.err.println(
                    "compare: " + history + ": run " + run.name() + " is incomplete, left out"));
    List<Results> before = wanted(past, runs.get(0));
    List<Results> after = wanted(past, runs.get(1));
    Set<String> named = new HashSet<>();
    List<Results> both = new ArrayList<>(before);
    both.addAll(after);
    both.forEach(r -> named.add(r.run().name()));
    Comparison comparison =
        new Comparison(measures(before), measures(after), new PastValues(past.runs(), both, named));
    if (comparison.changes().isEmpty()) {
      throw new IllegalArgumentException(
          runs.get(0) + " and " + runs.get(1) + " have no measure in common");
    }
    Report report = new Report(out);
    report.runs(before, after);
    report.changes(comparison, falseAlarms);
    return comparison.worse(falseAlarms).isEmpty() && comparison.vanished().isEmpty() ? 0 : 1;
  }

  private static List<Measure> measures(List<Results> results) {
    return results.stream().flatMap(r -> r.measures().stream()).toList();
  }

  /** The suites of a run that are asked for. */
  private List<Results> wanted(History past, String run) throws IOException {
    List<Results> found = find(past, run);
    List<Results> wanted =
        found.stream().filter(r -> suite.isEmpty() || r.run().suite().equals(suite)).toList();
    if (wanted.isEmpty()) {
      throw new IllegalArgumentException("run " + run + " has no suite " + suite);
    }
    return wanted;
  }

  private List<Results> find(History past, String run) throws IOException {
    if (run.equals("last") || run.equals("previous")) {
      return fromLast(past, run.equals("last") ? 0 : 1);
    }
    if (Files.isDirectory(Path.of(run))) {
      return Results.read(Path.of(run));
    }
    if (Files.isDirectory(results.resolve(run))) {
      return Results.read(results.resolve(run));
    }
    return named(past, run);
  }

  /** Of runs of the same name and suite the one that was appended last. */
  private List<Results> named(History past, String name) {
    Map<String, Results> bySuite = new LinkedHashMap<>();
    past.runs().stream()
        .filter(r -> r.run().name().equals(name))
        .forEach(r -> bySuite.put(r.run().suite(), r));
    if (bySuite.isEmpty()) {
      throw new IllegalArgumentException(
          name
              + " must be a folder, a run in "
              + results
              + " or in "
              + history
              + ", last or previous; it is none");
    }
    return List.copyOf(bySuite.values());
  }

  /** The runs with the suite that is asked for, or with one of the last run, the last first. */
  private List<Results> fromLast(History past, int back) {
    List<Results> runs =
        past.runs().stream()
            .filter(r -> suite.isEmpty() || r.run().suite().equals(suite))
            .sorted(Comparator.comparing((Results r) -> r.run().started()).reversed())
            .toList();
    List<String> names = new ArrayList<>();
    Set<String> suites = new HashSet<>();
    for (Results candidate : runs) {
      String name = candidate.run().name();
      if (names.isEmpty()) {
        names.add(name);
      }
      if (name.equals(names.get(0))) {
        suites.add(candidate.run().suite());
      }
    }
    for (Results candidate : runs) {
      String name = candidate.run().name();
      if (!names.contains(name) && suites.contains(candidate.run().suite())) {
        names.add(name);
      }
    }
    if (names.size() <= back) {
      throw new IllegalArgumentException(
          history
              + " must have "
              + (back + 1)
              + " runs"
              + (suite.isEmpty() ? " with a suite in common" : " of suite " + suite)
              + ", got "
              + names.size());
    }
    // another suite that the last run was not asked for is not missing
    return named(past, names.get(back)).stream()
        .filter(r -> suites.contains(r.run().suite()))
        .toList();
  }
}
