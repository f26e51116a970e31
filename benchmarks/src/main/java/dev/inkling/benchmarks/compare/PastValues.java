package dev.inkling.benchmarks.compare;

import dev.inkling.benchmarks.compare.Variances.Known;
import dev.inkling.benchmarks.results.Measure;
import dev.inkling.benchmarks.results.Results;
import dev.inkling.benchmarks.results.Run;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What earlier runs, on the same machine and as quick, found. */
final class PastValues {

  /** Why a row without rounds is not judged. */
  static final String TOO_FEW = "one round only, and fewer than 3 other runs in the history";

  private static final int LEAST = 3;

  private final Map<Measure.Key, List<Double>> values = new HashMap<>();

  /** Of all runs but those named that are like the given ones. */
  PastValues(List<Results> history, List<Results> compared, Set<String> named) {
    for (Results results : history) {
      Run run = results.run();
      boolean alike =
          compared.stream()
              .map(Results::run)
              .filter(other -> other.suite().equals(run.suite()))
              .allMatch(other -> isAlike(other, run));
      if (alike && !named.contains(run.name())) {
        for (Measure measure : results.measures()) {
          values.computeIfAbsent(measure.key(), k -> new ArrayList<>()).add(measure.value());
        }
      }
    }
  }

  private static boolean isAlike(Run a, Run b) {
    return a.effort().equals(b.effort())
        && a.machine().cpu().equals(b.machine().cpu())
        && a.machine().processors() == b.machine().processors();
  }

  /** The variance of the logarithm between runs; 0 degrees of freedom if it is not known. */
  Known variance(Measure measure) {
    double[] logarithms =
        values.getOrDefault(measure.key(), List.of()).stream()
            .filter(value -> value > 0)
            .mapToDouble(Math::log)
            .toArray();
    if (logarithms.length < LEAST) {
      return new Known(0, 0);
    }
    double mean = 0;
    for (double logarithm : logarithms) {
      mean += logarithm / logarithms.length;
    }
    double squares = 0;
    for (double logarithm : logarithms) {
      squares += (logarithm - mean) * (logarithm - mean);
    }
    return new Known(squares / (logarithms.length - 1), logarithms.length - 1);
  }
}
