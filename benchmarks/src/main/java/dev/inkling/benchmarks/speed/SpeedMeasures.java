package dev.inkling.benchmarks.speed;

import dev.inkling.benchmarks.results.Direction;
import dev.inkling.benchmarks.results.Results;
import dev.inkling.benchmarks.results.Subject;
import dev.inkling.benchmarks.results.Versions;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The times of a series as measures: of every method its time, and that by the time of a reference
 * in the same round, which depends less on the hour. The reference is the bare loop of the class;
 * where there is none, the first peer that {@link AtLeast} names; else the first peer by name.
 * Judged is the second of ours, or its time if there is nothing else in its class.
 */
final class SpeedMeasures {

  /** The libraries, by the beginnings of the names of their methods. */
  private static final Map<String, Class<?>> LIBRARIES =
      Map.of(
          "datasketches", org.apache.datasketches.hll.HllSketch.class,
          "ddsketch", com.datadoghq.sketch.ddsketch.DDSketch.class,
          "fastfilter", org.fastfilter.bloom.BlockedBloom.class,
          "guava", com.google.common.hash.BloomFilter.class,
          "hash", com.dynatrace.hash4j.hashing.Hashing.class,
          "hdr", org.HdrHistogram.Histogram.class,
          "mergingDigest", com.tdunning.math.stats.MergingDigest.class,
          "parquet", org.apache.parquet.column.values.bloomfilter.BlockSplitBloomFilter.class,
          "spark", org.apache.spark.util.sketch.CountMinSketch.class,
          "streamLib", com.clearspring.analytics.stream.cardinality.HyperLogLogPlus.class);

  private SpeedMeasures() {}

  /** Adds the measures of one class and combination of parameters. */
  static void add(
      Results results, String className, String parameters, Map<String, List<Double>> byMethod) {
    String simple = className.substring(className.lastIndexOf('.') + 1);
    String reference = reference(className, byMethod);
    byMethod.forEach(
        (method, times) -> {
          Subject subject =
              Subject.of("speed", simple + "." + method, version(method, results.run().version()));
          for (String parameter : parameters.isEmpty() ? new String[0] : parameters.split(", ")) {
            int equals = parameter.indexOf('=');
            subject = subject.with(parameter.substring(0, equals), parameter.substring(equals + 1));
          }
          boolean ours = SpeedTable.isOurs(method);
          double[] ns = times.stream().mapToDouble(Double::doubleValue).toArray();
          results.add(subject.rounds("time", "ns", judgedIf(ours && reference.isEmpty()), ns));
          if (!reference.isEmpty() && !method.equals(reference)) {
            List<Double> others = byMethod.get(reference);
            double[] ratios = new double[Math.min(ns.length, others.size())];
            Arrays.setAll(ratios, round -> ns[round] / others.get(round));
            results.add(
                new Subject(
                        subject.suite(),
                        subject.name(),
                        subject.version() + library(reference).map(v -> " by " + v).orElse(""),
                        subject.setting())
                    .with("by", reference)
                    .rounds("relative time", "1", judgedIf(ours), ratios));
          }
        });
  }

  private static Direction judgedIf(boolean judged) {
    return judged ? Direction.LOWER : Direction.NEITHER;
  }

  private static String reference(String className, Map<String, List<Double>> byMethod) {
    if (byMethod.containsKey("bareLoop")) {
      return "bareLoop";
    }
    for (AtLeast asked : SpeedTable.asked(className)) {
      if (byMethod.containsKey(asked.peer())) {
        return asked.peer();
      }
    }
    return byMethod.keySet().stream()
        .filter(m -> !SpeedTable.isOurs(m))
        .sorted()
        .findFirst()
        .orElse("");
  }

  private static String version(String method, String own) {
    return library(method).orElse(own);
  }

  /** The version of a library; loops of our own have none that their times would depend on. */
  private static Optional<String> library(String method) {
    String lower = method.toLowerCase(Locale.ROOT);
    return LIBRARIES.entrySet().stream()
        .filter(library -> lower.startsWith(library.getKey().toLowerCase(Locale.ROOT)))
        .findFirst()
        .map(library -> Versions.of(library.getValue()));
  }
}
