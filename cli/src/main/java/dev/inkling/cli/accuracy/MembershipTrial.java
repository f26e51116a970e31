package dev.inkling.cli.accuracy;

import dev.inkling.sketch.membership.BloomFilter;
import dev.inkling.sketch.membership.MembershipSketch;
import dev.inkling.sketch.membership.ScalableBloomFilter;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.commons.math3.distribution.BinomialDistribution;

/**
 * Filters at several asked rates: every distinct value is added and must be found again, then
 * random hashes are asked for, which are those of no value in the column but with a chance of one
 * in 2^64 for each pair. Bars are those of the filter's own rate: whether the number of values
 * found by mistake is one that this rate gives with the confidence asked for.
 */
final class MembershipTrial implements Trial {

  private static final double[] RATES = {
    0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0001, 0.00001
  };

  private static final int FIRST_ITEMS = 1_024;

  /** Values asked for that are not there, in all runs of a filter together. */
  private static final int PROBES = 1 << 21;

  private static final int PROBE_BATCH = 4_096;

  /** How many additions all runs of a filter may make together. */
  private static final long ADDITIONS = 1L << 25;

  /** So many that bars of 95 % that never hold are found out. */
  private static final int FEWEST_RUNS = 5;

  private static final int MOST_RUNS = 32;

  /** While parts are merged there are the whole, a part, and what was merged. */
  private static final int COPIES = 3;

  /** A ScalableBloomFilter may take so many times what a BloomFilter takes. */
  private static final int GROWTH = 4;

  /** Of the whole memory so much must be there for a byte of filters, about. */
  private static final long MEMORY_PER_FILTER = 4;

  private final AccuracyStudy.Wish wish;

  MembershipTrial(AccuracyStudy.Wish wish) {
    this.wish = wish;
  }

  /** A filter of some rate, to be measured. */
  private final class Filter<S extends MembershipSketch<S>> {
    private final double rate;
    private final Contender contender;
    private final Supplier<S> maker;
    private final long bytes;
    private final double[] rates = new double[MOST_RUNS];

    /**
     * Nothing measured yet.
     *
     * @param bytes what measuring it takes
     */
    Filter(double rate, Contender contender, Supplier<S> maker, long bytes) {
      this.bytes = bytes;
      this.rate = rate;
      this.contender = contender;
      this.maker = maker;
    }

    private S full(CountedValues truth, int run) throws IOException {
      S filter = maker.get();
      truth.scanHashes(run, (hashes, counts, n) -> filter.addHashes(hashes, 0, n));
      return filter;
    }

    void judge(CountedValues truth, int run, int probes) throws IOException {
      S filter = full(truth, run);
      int found = found(filter, run, probes);
      rates[run] = (double) found / probes; // each run has its own; workers.run waits for all
      BinomialDistribution told =
          new BinomialDistribution(null, probes, Math.min(1, filter.falsePositiveRate()));
      double tail = (1 - wish.confidence()) / 2;
      contender
          .tally(0)
          .bar(
              0,
              rate,
              told.cumulativeProbability(found) >= tail
                  && 1 - told.cumulativeProbability(found - 1) >= tail);
      if (run == 0) {
        contender.weighs(filter);
        findAgain(filter, truth);
        judgeParts(filter, truth, probes);
      }
    }

    private void findAgain(S filter, CountedValues truth) throws IOException {
      boolean[] found = new boolean[PROBE_BATCH];
      truth.scanHashes(
          0,
          (hashes, counts, n) -> {
            for (int from = 0; from < n; from += PROBE_BATCH) {
              int to = Math.min(n, from + PROBE_BATCH);
              if (filter.mightContainHashes(hashes, from, to, found, 0) != to - from) {
                throw new IllegalStateException(filter + " has lost a value that was added");
              }
            }
          });
    }

    private void judgeParts(S whole, CountedValues truth, int probes) throws IOException {
      S merged = maker.get();
      for (int p = 0; p < PARTS; p++) {
        S part = maker.get();
        int place = p;
        truth.scanHashes(
            0,
            (hashes, counts, n) ->
                part.addHashes(hashes, place * n / PARTS, (place + 1) * n / PARTS));
        merged.merge(part);
      }
      if (merged.equals(whole)) {
        contender.tally(0).mergesToTheSame();
      } else {
        contender.tally(0).mergedError(0, (double) found(merged, 0, probes) / probes);
      }
    }

    private int found(S filter, int run, int probes) {
      long[] hashes = new long[PROBE_BATCH];
      boolean[] found = new boolean[PROBE_BATCH];
      int count = 0;
      for (int start = 0; start < probes; start += PROBE_BATCH) {
        int n = Math.min(PROBE_BATCH, probes - start);
        for (int i = 0; i < n; i++) {
          hashes[i] = Seeds.random(~run, (long) start + i);
        }
        count += filter.mightContainHashes(hashes, 0, n, found, 0);
      }
      return count;
    }

    /** The mean over the runs, and how far that may be off. */
    void finish(int runs) {
      double mean = Arrays.stream(rates, 0, runs).average().orElseThrow();
      double squares = Arrays.stream(rates, 0, runs).map(r -> (r - mean) * (r - mean)).sum();
      double scatter = squares / (runs - 1) / runs;
      double chance = Math.max(mean, rate) / PROBES;
      contender.tally(0).error(0, mean);
      contender.tally(0).noise(Math.sqrt(Math.max(scatter, chance)));
    }
  }

  @Override
  public Outcome measure(
      CountedValues truth, double meanTextBytes, Workers workers, AccuracyStudy.Progress progress)
      throws IOException {
    List<Aim> aims =
        List.of(Aim.of("absent", "of the values that are not there, found by mistake", 0));
    long distinct = truth.distinct();
    long room = workers.memoryBytes();
    List<Filter<?>> filters = new ArrayList<>();
    List<Contender> contenders = new ArrayList<>();
    List<String> truths = new ArrayList<>();
    for (double rate : RATES) {
      long bytes = BloomFilter.create(distinct, rate).sizeBits() / Byte.SIZE * COPIES;
      if (bytes > room) {
        truths.add(needs("BloomFilter", rate, bytes));
        continue;
      }
      Contender contender =
          contender(
              "BloomFilter",
              "rate " + percent(rate),
              "BloomFilter.create(" + distinct + ", " + plain(rate) + ")",
              aims,
              () -> BloomFilter.create(distinct, rate));
      contenders.add(contender);
      filters.add(new Filter<>(rate, contender, () -> BloomFilter.create(distinct, rate), bytes));
    }
    for (double rate : RATES) {
      long bytes = BloomFilter.create(distinct, rate).sizeBits() / Byte.SIZE * COPIES * GROWTH;
      if (bytes > room) {
        truths.add(needs("ScalableBloomFilter", rate, bytes));
        continue;
      }
      Supplier<ScalableBloomFilter> maker = () -> ScalableBloomFilter.create(FIRST_ITEMS, rate);
      Contender contender =
          contender(
              "ScalableBloomFilter",
              "rate " + percent(rate),
              "ScalableBloomFilter.create(" + FIRST_ITEMS + ", " + plain(rate) + ")",
              aims,
              maker);
      contenders.add(contender);
      filters.add(new Filter<>(rate, contender, maker, bytes));
    }
    int runs = (int) Math.max(FEWEST_RUNS, Math.min(MOST_RUNS, ADDITIONS / distinct));
    int probes = PROBES / runs;
    AtomicInteger done = new AtomicInteger();
    List<Workers.Task> tasks = new ArrayList<>();
    for (Filter<?> filter : filters) {
      for (int r = 0; r < runs; r++) {
        int run = r;
        tasks.add(
            workers.within(
                run == 0 ? filter.bytes : filter.bytes / COPIES,
                () -> {
                  filter.judge(truth, run, probes);
                  double fraction = (double) done.incrementAndGet() / (filters.size() * runs);
                  progress.show(truth.total(), fraction);
                }));
      }
    }
    workers.run(tasks);
    filters.forEach(filter -> filter.finish(runs));
    return new Outcome(
        aims,
        contenders,
        String.format(
            Locale.ROOT,
            "%d runs, each with a hash function of its own, %,d values that are not there in all",
            runs,
            probes * runs),
        truths);
  }

  private static <S extends MembershipSketch<S>> Contender contender(
      String sketch, String size, String code, List<Aim> aims, Supplier<S> maker) {
    return new Contender(
        sketch,
        size,
        code,
        aims,
        () -> {
          S fresh = maker.get();
          return chunk -> chunk.addTo(fresh);
        });
  }

  private static String needs(String sketch, double rate, long bytes) {
    return String.format(
        Locale.ROOT,
        "%s of rate %s left out: it needs %,d MB to be measured; give more with --memory",
        sketch,
        percent(rate),
        (MEMORY_PER_FILTER * bytes / (1 << 20)) + 80);
  }

  private static String percent(double rate) {
    return plain(rate * 100) + " %";
  }

  private static String plain(double number) {
    return new BigDecimal(String.format(Locale.ROOT, "%.6g", number))
        .stripTrailingZeros()
        .toPlainString();
  }
}
