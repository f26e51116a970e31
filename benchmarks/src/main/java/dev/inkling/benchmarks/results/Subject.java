package dev.inkling.benchmarks.results;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is measured and under which circumstances; makes {@link Measure}s of it.
 *
 * <pre>{@code
 * Subject subject =
 *     Subject.of("accuracy", "Inkling HyperLogLog p=12", Versions.of(HyperLogLog.class))
 *         .with("distribution", "zipf(1.1)")
 *         .with("n", 1_000_000);
 * results.add(subject.rootMeanSquare("rmse", "%", 1.63, 1_000));
 * results.add(subject.share("held at 95 %", Direction.HIGHER, 953, 1_000));
 * results.add(subject.exact("stored", "bytes", Direction.LOWER, 3_092));
 * results.add(subject.rounds("time", "ns", Direction.LOWER, 2.3, 2.4, 2.2));
 * }</pre>
 *
 * @param suite see {@link Measure}
 * @param name the subject; see {@link Measure}
 * @param version see {@link Measure}
 * @param setting see {@link Measure}
 */
public record Subject(String suite, String name, String version, Map<String, String> setting) {

  /** Copies the setting. */
  public Subject {
    setting = new LinkedHashMap<>(setting);
  }

  /** Without a setting. */
  public static Subject of(String suite, String name, String version) {
    return new Subject(suite, name, version, Map.of());
  }

  /** The same with one thing more that is set. */
  public Subject with(String key, Object value) {
    Map<String, String> more = new LinkedHashMap<>(setting);
    Measure.require(
        more.put(key, value.toString()) == null, "name of a setting", "given once", key);
    return new Subject(suite, name, version, more);
  }

  /** A value that is the same whenever it is measured. */
  public Measure exact(String measure, String unit, Direction direction, double value) {
    return of(measure, unit, value, value, value, 1, Noise.NONE, direction);
  }

  /** The median of what several rounds found; with one round the noise is not known. */
  public Measure rounds(String measure, String unit, Direction direction, double... values) {
    Measure.require(values.length > 0, "rounds", "at least one", values.length);
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    double median = sorted[(n - 1) / 2] + (sorted[n / 2] - sorted[(n - 1) / 2]) / 2;
    return of(measure, unit, median, sorted[0], sorted[n - 1], n, Noise.RANGE, direction);
  }

  /**
   * The root of the mean square of errors whose distribution is about normal; where it is not, work
   * out the standard error and use {@link #estimate}.
   */
  public Measure rootMeanSquare(String measure, String unit, double value, long trials) {
    double error = value / Math.sqrt(2.0 * trials);
    return of(
        measure,
        unit,
        value,
        value - error,
        value + error,
        trials,
        Noise.ROOT_MEAN_SQUARE,
        Direction.LOWER);
  }

  /** The share of trials in which something held. */
  public Measure share(String measure, Direction direction, long held, long trials) {
    Measure.require(trials >= 1, "trials", ">= 1", trials);
    double value = (double) held / trials;
    double error = Math.sqrt(value * (1 - value) / trials);
    return of(measure, "1", value, value - error, value + error, trials, Noise.SHARE, direction);
  }

  /** A value with its standard error, at least 0, in the same unit. */
  public Measure estimate(
      String measure,
      String unit,
      Direction direction,
      double value,
      double standardError,
      long trials) {
    return of(
        measure,
        unit,
        value,
        value - standardError,
        value + standardError,
        trials,
        Noise.STANDARD_ERROR,
        direction);
  }

  private Measure of(
      String measure,
      String unit,
      double value,
      double low,
      double high,
      long trials,
      Noise noise,
      Direction direction) {
    return new Measure(
        suite, name, version, setting, measure, unit, value, low, high, trials, noise, direction);
  }
}
