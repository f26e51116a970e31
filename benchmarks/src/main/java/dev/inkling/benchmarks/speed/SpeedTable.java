package dev.inkling.benchmarks.speed;

import dev.inkling.benchmarks.results.Results;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;

/** The times of several rounds, per class and parameters, and what follows from them. */
final class SpeedTable {

  /** Class, then parameters as text, then method, to the score of every round in ns. */
  private final Map<String, Map<String, Map<String, List<Double>>>> scores = new TreeMap<>();

  void add(Collection<RunResult> round) {
    for (RunResult result : round) {
      BenchmarkParams benchmark = result.getParams();
      String name = benchmark.getBenchmark();
      int dot = name.lastIndexOf('.');
      List<String> parameters = new ArrayList<>();
      for (String key : benchmark.getParamsKeys()) {
        parameters.add(key + "=" + benchmark.getParam(key));
      }
      scores
          .computeIfAbsent(name.substring(0, dot), ignored -> new TreeMap<>())
          .computeIfAbsent(String.join(", ", parameters), ignored -> new TreeMap<>())
          .computeIfAbsent(name.substring(dot + 1), ignored -> new ArrayList<>())
          .add(result.getPrimaryResult().getStatistics().getPercentile(50));
    }
  }

  /** Prints one table in Markdown per class and combination of parameters. */
  void print(PrintStream out) {
    scores.forEach(
        (className, byParameters) ->
            byParameters.forEach(
                (parameters, byMethod) -> {
                  String simple = className.substring(className.lastIndexOf('.') + 1);
                  out.printf(
                      Locale.ROOT,
                      "%n### %s%s%n%n",
                      simple,
                      parameters.isEmpty() ? "" : " (" + parameters + ")");
                  printTimes(out, byMethod);
                  printAsked(out, className, parameters, byMethod);
                }));
  }

  /** Adds everything to the results. */
  void addTo(Results results) {
    scores.forEach(
        (className, byParameters) ->
            byParameters.forEach(
                (parameters, byMethod) ->
                    SpeedMeasures.add(results, className, parameters, byMethod)));
  }

  private static void printTimes(PrintStream out, Map<String, List<Double>> byMethod) {
    boolean several = byMethod.keySet().stream().filter(SpeedTable::isOurs).count() > 1;
    double ours =
        byMethod.entrySet().stream()
            .filter(entry -> isOurs(entry.getKey()))
            .mapToDouble(entry -> median(entry.getValue()))
            .min()
            .orElse(Double.NaN);
    out.printf("| subject | ns | rounds | times ours%s |%n", several ? ", our fastest" : "");
    out.printf("|---|---:|---|---:|%n");
    byMethod.forEach(
        (method, times) -> {
          double median = median(times);
          double[] sorted = sorted(times);
          out.printf(
              Locale.ROOT,
              "| %s | %s | %s–%s | %.2f |%n",
              method,
              number(median),
              number(sorted[0]),
              number(sorted[sorted.length - 1]),
              median / ours);
        });
  }

  private static void printAsked(
      PrintStream out, String className, String parameters, Map<String, List<Double>> byMethod) {
    boolean first = true;
    for (AtLeast asked : asked(className)) {
      List<Double> ours = byMethod.get(asked.ours());
      List<Double> peer = byMethod.get(asked.peer());
      if (ours == null || peer == null || !applies(asked.where(), parameters)) {
        continue;
      }
      double[] ratios = new double[Math.min(ours.size(), peer.size())];
      Arrays.setAll(ratios, i -> peer.get(i) / ours.get(i));
      Arrays.sort(ratios);
      double ratio = ratios[ratios.length / 2];
      out.printf(
          Locale.ROOT,
          "%s- %s / %s: %.2f (%.2f–%.2f), asked at least %.2f: %s%n",
          first ? "\n" : "",
          asked.peer(),
          asked.ours(),
          ratio,
          ratios[0],
          ratios[ratios.length - 1],
          asked.ratio(),
          ratio >= asked.ratio() ? "met" : "NOT MET");
      first = false;
    }
  }

  /** What a class is to show. */
  static AtLeast[] asked(String className) {
    try {
      return Class.forName(className).getAnnotationsByType(AtLeast.class);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("a benchmark ran that is not on the class path", e);
    }
  }

  private static boolean applies(String where, String parameters) {
    List<String> present = Arrays.asList(parameters.split(", ", -1));
    return where.isEmpty()
        || Arrays.stream(where.split(",", -1)).map(String::strip).allMatch(present::contains);
  }

  static boolean isOurs(String method) {
    return method.startsWith("inkling");
  }

  private static double median(List<Double> times) {
    double[] sorted = sorted(times);
    return sorted[sorted.length / 2];
  }

  private static double[] sorted(List<Double> times) {
    return times.stream().mapToDouble(Double::doubleValue).sorted().toArray();
  }

  private static String number(double ns) {
    return String.format(Locale.ROOT, ns < 10 ? "%.2f" : ns < 1_000 ? "%.1f" : "%,.0f", ns);
  }
}
