package dev.inkling.benchmarks.accuracy;

import dev.inkling.benchmarks.results.Versions;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What a reader should know before choosing, each with its figures; a finding is said only if this
 * run shows it.
 */
final class Findings {

  /** Of the boundaries of buckets, which are powers. */
  private static final double ROUNDING = 1e-9;

  private final Rows rows;
  private final List<String> said = new ArrayList<>();

  Findings(Rows rows) {
    this.rows = rows;
  }

  List<String> all() {
    distinct();
    membership();
    quantile();
    return List.copyOf(said);
  }

  private void say(Optional<Row> row, Predicate<Row> shows, Function<Row, String> text) {
    row.filter(shows)
        .ifPresent(r -> said.add(r.label() + " (" + version(r.label()) + "): " + text.apply(r)));
  }

  private static String version(Label label) {
    return Versions.of(label.source());
  }

  private void distinct() {
    for (String sketch : List.of("HLL_8 lgK=12", "CPC lgK=12")) {
      String name = "DataSketches " + sketch;
      say(
          find(name, DistinctTrials.FAMILY, "random", 1_000, 1, DistinctTrials.COUNT),
          r -> r.bars().width() > 1.25,
          r ->
              text(
                  "at n = 1,000 the bounds of two standard deviations are %.2f times as wide as"
                      + " need be; they held in %.1f %% of the trials, 95.4 %% being asked.",
                  r.bars().width(), 100 * r.bars().share()));
      say(
          find(
              name, DistinctTrials.FAMILY, "random", Families.MIDDLE, 1, DistinctTrials.SELF_UNION),
          r -> r.errors().max() > 0,
          r ->
              text(
                  "the estimate of A ∪ A differs from that of A by up to %.1f %% (RMS %.2f %%) at n"
                      + " = 100,000: unmerged sketches use a better estimator that knows the order"
                      + " in which values came, so that the answer depends on the partitioning.",
                  100 * r.errors().max(), 100 * r.errors().rmse()));
    }
    for (String sketch : List.of("HyperLogLog++ p=12", "HyperLogLog p=12")) {
      String name = "stream-lib " + sketch;
      for (double n : new double[] {1e8, 1e9, 1e10}) {
        Optional<Row> row = find(name, DistinctTrials.FAMILY, "random", n, 1, DistinctTrials.COUNT);
        if (row.isPresent() && row.get().errors().rmse() > 0.05) {
          say(
              row,
              r -> true,
              r ->
                  text(
                      "from n = %.0e on answers break down (bias %.0f %%, RMSE %.0f %%): %s.",
                      n,
                      100 * r.errors().bias(),
                      100 * r.errors().rmse(),
                      sketch.startsWith("HyperLogLog++")
                          ? "its registers have 5 bits, and a 64-bit hash with 32 or more leading"
                              + " zeros spills into the next one"
                          : "`offer` hashes to 32 bits"));
          break;
        }
      }
    }
    say(
        find(
            "stream-lib HyperLogLog++ p=12",
            DistinctTrials.FAMILY,
            "consecutive",
            Families.MIDDLE,
            1,
            DistinctTrials.COUNT),
        r -> Tolerance.isInexact(r.errors(), 1.04 / 64),
        r ->
            text(
                "of 100,000 consecutive numbers the RMSE is %.2f %% rather than 1.63 %%: its hash"
                    + " function does not spread them well.",
                100 * r.errors().rmse()));
    say(
        find(
            "hash4j UltraLogLog p=12", DistinctTrials.FAMILY, "random", 1, 1, DistinctTrials.COUNT),
        r -> r.heapBytes() > 1_000,
        r ->
            text(
                "takes its %,.0f bytes from the first value on, and has no bounds.",
                r.heapBytes()));
  }

  private void membership() {
    for (double rate : Families.RATES) {
      for (String name :
          List.of(
              "Parquet BlockSplitBloomFilter",
              "stream-lib BloomFilter",
              "fastfilter BlockedBloom")) {
        double n = name.startsWith("Parquet") ? BlockFilters.fitting(rate) : Families.MIDDLE;
        say(
            find(name, MembershipTrials.FAMILY, "random", n, 1, MembershipTrials.asked(rate)),
            r -> r.more().get(MembershipTrials.ACTUAL) > 1.2 * rate,
            r ->
                text(
                    "of %,.0f keys, asked for %s %%, it gives %s %%%s.",
                    n,
                    new DecimalFormat("0.##", DecimalFormatSymbols.getInstance(Locale.ROOT))
                        .format(100 * rate),
                    Rows.number(100 * r.more().get(MembershipTrials.ACTUAL)),
                    name.startsWith("Parquet")
                        ? "; its formula leaves out that blocks fill unevenly, which rounding up"
                            + " to a power of two hides at most other sizes"
                        : name.startsWith("fastfilter")
                            ? " with as many bits as a classic filter needs; it is asked for bits,"
                                + " not for a rate"
                            : ", with as many bytes as for ten times that"));
      }
    }
    say(
        find(
            "Spark BloomFilter",
            MembershipTrials.FAMILY,
            "random",
            100_000_000,
            1,
            MembershipTrials.asked(0.001)),
        r -> r.more().get(MembershipTrials.ACTUAL) > 0.0012,
        r ->
            text(
                "of 100 million keys, asked for 0.1 %%, it gives %s %%: its hashes have 32 bits.",
                Rows.number(100 * r.more().get(MembershipTrials.ACTUAL))));
    say(
        find(
            "Inkling ScalableBloomFilter from n/10",
            MembershipTrials.FAMILY,
            "random",
            Families.MIDDLE,
            64,
            MembershipTrials.asked(0.01)),
        r -> r.more().get(MembershipTrials.ACTUAL) > 0.01,
        r ->
            text(
                "filters that grew apart keep more parts when merged: 64 of them give %s %% where"
                    + " 1 %% was asked for; `promisedRate` tells.",
                Rows.number(100 * r.more().get(MembershipTrials.ACTUAL))));
  }

  private void quantile() {
    say(
        find(
            "DataSketches TDigest k=100",
            QuantileTrials.FAMILY,
            Values.LOGNORMAL.title(),
            Families.MIDDLE,
            1,
            "p=0.5"),
        r -> r.more().get(QuantileTrials.NOT_MONOTONE) > 0,
        r ->
            text(
                "in %.0f %% of the trials a larger p gave a smaller quantile; the RMSE of the median's"
                    + " rank is %.2f %%.",
                100 * r.more().get(QuantileTrials.NOT_MONOTONE), 100 * r.errors().rmse()));
    for (String name :
        List.of(
            "t-digest MergingDigest δ=100",
            "t-digest AVLTreeDigest δ=100",
            "Inkling TDigest δ=100")) {
      say(
          find(
              name, QuantileTrials.FAMILY, Values.ADVERSARIAL.title(), Families.MIDDLE, 1, "p=0.5"),
          r -> true,
          r ->
              text(
                  "of numbers made to deceive t-digests, the RMSE of the median's rank is %.2g %%.",
                  100 * r.errors().rmse()));
    }
    for (String name : List.of("Inkling DDSketch 1 %", "DataDog DDSketch 1 %")) {
      say(
          find(
              name, QuantileTrials.FAMILY, Values.ADVERSARIAL.title(), Families.MIDDLE, 1, "p=0.5"),
          r -> r.more().get(QuantileTrials.VALUE_MAX) <= 0.01 * (1 + ROUNDING),
          r ->
              text(
                  "of the same numbers the value is within 1 %%, for %,.0f bytes of heap.",
                  r.heapBytes()));
    }
  }

  private static String text(String format, Object... figures) {
    return String.format(Locale.ROOT, format, figures);
  }

  private Optional<Row> find(
      String label, String family, String distribution, double n, int parts, String question) {
    return rows.find(family, label, distribution, n, parts, question);
  }
}
