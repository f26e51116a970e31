package dev.inkling.benchmarks.speed;

import dev.inkling.benchmarks.results.Results;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the benchmarks of a family and prints, per benchmark class, the times of all subjects and
 * the ratios to ours. Every round runs each subject once, in a process of its own; what is printed
 * is the median of the rounds, so that a disturbance of some seconds does not decide a ratio.
 */
public final class SpeedSeries {

  private static final String PACKAGE = SpeedSeries.class.getPackageName();

  private SpeedSeries() {}

  /**
   * Arguments: family ("all" for every one), pattern, rounds, iterations, milliseconds of each, and
   * "quick" for the first value of each parameter only.
   */
  public static void main(String[] args) throws IOException, RunnerException {
    String family = args[0];
    String pattern = args[1];
    int rounds = Integer.parseInt(args[2]);
    int iterations = Integer.parseInt(args[3]);
    long iterationMs = Long.parseLong(args[4]);
    List<String> benchmarks;
    try {
      benchmarks = benchmarks(family, Pattern.compile(pattern));
    } catch (PatternSyntaxException e) {
      System.err.println("speed: --only must be a regular expression: " + e.getMessage());
      System.exit(2);
      return;
    }
    if (benchmarks.isEmpty()) {
      System.err.printf(
          Locale.ROOT,
          "no benchmark of family %s matches %s; families: %s%n",
          family,
          pattern,
          families());
      System.exit(2);
    }
    boolean quick = args.length > 5 && args[5].equals("quick");
    Results results = Results.start("speed", quick);
    SpeedTable table = new SpeedTable();
    for (int round = 1; round <= rounds; round++) {
      System.err.printf(
          Locale.ROOT, "round %d of %d: %d methods%n", round, rounds, benchmarks.size());
      if (quick) {
        for (String benchmark : benchmarks) {
          OptionsBuilder options = options(List.of(benchmark), iterations, iterationMs);
          firstValues(benchmark).forEach((name, value) -> options.param(name, value));
          table.add(new Runner(options.build()).run());
        }
      } else {
        table.add(new Runner(options(benchmarks, iterations, iterationMs).build()).run());
      }
    }
    PrintStream out = System.out;
    table.print(out);
    out.flush();
    table.addTo(results);
    results.save();
  }

  private static OptionsBuilder options(List<String> benchmarks, int iterations, long iterationMs) {
    OptionsBuilder options = new OptionsBuilder();
    benchmarks.forEach(name -> options.include("^" + Pattern.quote(name) + "$"));
    options
        .forks(1)
        .warmupIterations(iterations)
        .measurementIterations(iterations)
        .warmupTime(TimeValue.milliseconds(iterationMs))
        .measurementTime(TimeValue.milliseconds(iterationMs))
        .timeUnit(TimeUnit.NANOSECONDS)
        .shouldFailOnError(true)
        .shouldDoGC(true)
        .verbosity(VerboseMode.SILENT)
        .jvmArgs("-Xmx6g", "-XX:+UseSerialGC");
    return options;
  }

  /** The full names of the methods of a family that match. */
  private static List<String> benchmarks(String family, Pattern pattern) {
    return all().stream()
        .filter(name -> family.equals("all") || family.equals(familyOf(name)))
        .filter(name -> pattern.matcher(name.substring(PACKAGE.length() + 1)).find())
        .toList();
  }

  private static Collection<String> families() {
    TreeSet<String> families = new TreeSet<>();
    all().forEach(name -> families.add(familyOf(name)));
    return families;
  }

  private static Collection<String> all() {
    TreeSet<String> names = new TreeSet<>();
    entries().forEach(entry -> names.add(entry.getUsername()));
    return names;
  }

  private static Collection<BenchmarkListEntry> entries() {
    return BenchmarkList.defaultList()
        .getAll(
            OutputFormatFactory.createFormatInstance(System.err, VerboseMode.SILENT), List.of());
  }

  /** The parameters of a benchmark, each with the first value that its class names. */
  private static Map<String, String> firstValues(String benchmark) {
    Map<String, String> values = new TreeMap<>();
    for (BenchmarkListEntry entry : entries()) {
      if (entry.getUsername().equals(benchmark) && entry.getParams().hasValue()) {
        entry.getParams().get().forEach((name, all) -> values.put(name, all[0]));
      }
    }
    return values;
  }

  /** The family that a benchmark belongs to by the name of its class. */
  private static String familyOf(String benchmark) {
    String simple = benchmark.substring(PACKAGE.length() + 1);
    for (Family family : Family.values()) {
      if (simple.startsWith(family.prefix())) {
        return family.name().toLowerCase(Locale.ROOT);
      }
    }
    throw new IllegalStateException("no family has benchmarks named like " + simple);
  }

  /** What {@code --family} takes, and how the classes of each are named. */
  private enum Family {
    DISTINCT("Distinct"),
    FREQUENCY("CountMin"),
    TOPK("TopK"),
    MEMBERSHIP("Bloom"),
    TDIGEST("TDigest"),
    KLL("Kll"),
    DDSKETCH("DdSketch"),
    SAMPLING("Sampling");

    private final String prefix;

    Family(String prefix) {
      this.prefix = prefix;
    }

    String prefix() {
      return prefix;
    }
  }
}
