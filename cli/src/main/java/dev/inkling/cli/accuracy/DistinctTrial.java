package dev.inkling.cli.accuracy;

import dev.inkling.operator.Aggregator;
import dev.inkling.operator.Aggregators;
import dev.inkling.operator.Type;
import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.distinct.DistinctSketch;
import dev.inkling.sketch.distinct.ExaLogLog;
import dev.inkling.sketch.distinct.HyperLogLog;
import dev.inkling.sketch.distinct.ThetaSketch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.IntFunction;

/**
 * Counts of distinct values. Their sketches know nothing but the set of the values' hashes, so each
 * run adds every distinct value once, under a hash function of its own. One large HyperLogLog or
 * ExaLogLog stands for all its sizes: reduced, it is the very sketch of that size. ThetaSketches
 * are filled in all sizes, which is faster than to reduce one.
 */
final class DistinctTrial implements Trial {

  /** How many additions all runs may make together. */
  private static final long ADDITIONS = 1L << 28;

  private static final int FEWEST_RUNS = 32;
  private static final int MOST_RUNS = 64;

  private static final int MOST_HYPER = 20;
  private static final int MOST_EXA = 17;

  /** Heap bytes of a full ThetaSketch, by k. */
  private static final long THETA_BYTES = 16;

  /** Above this many values the size of an exact count is computed from that of fewer. */
  private static final long EXACT_VALUES = 1 << 17;

  private final AccuracyStudy.Wish wish;
  private final List<Aim> aims = new ArrayList<>();
  private final List<Contender> contenders = new ArrayList<>();

  DistinctTrial(AccuracyStudy.Wish wish) {
    this.wish = wish;
  }

  /** Sketches of one kind in all sizes, each with its place among the contenders. */
  private final class Family<S extends DistinctSketch<S>> {
    private final IntFunction<S> maker;
    private final Optional<BiFunction<S, Integer, S>> reduction;
    private final long bytes;
    private final List<Integer> sizes;
    private final int firstPlace = contenders.size();

    /**
     * A kind.
     *
     * @param reduction makes of a sketch the very sketch of a smaller size; empty if sketches of
     *     all sizes are to be filled instead
     * @param bytes what {@link #empty} takes once it is full, about
     */
    Family(
        String sketch,
        String parameter,
        List<Integer> sizes,
        IntFunction<S> maker,
        Optional<BiFunction<S, Integer, S>> reduction,
        long bytes) {
      this.maker = maker;
      this.reduction = reduction;
      this.bytes = bytes;
      this.sizes = sizes;
      for (int size : sizes) {
        contenders.add(
            new Contender(
                sketch,
                String.format(Locale.ROOT, "%s %d", parameter, size),
                sketch + ".create(" + size + ")",
                aims,
                () -> {
                  S fresh = maker.apply(size);
                  return chunk -> chunk.addTo(fresh);
                }));
      }
    }

    /** What is to be filled. */
    List<S> empty() {
      return reduction.isPresent()
          ? List.of(maker.apply(sizes.get(sizes.size() - 1)))
          : sizes.stream().map(maker::apply).toList();
    }

    /** The sketches of all sizes. */
    private List<S> all(List<S> filled) {
      if (reduction.isEmpty()) {
        return filled;
      }
      List<S> all = new ArrayList<>();
      S last = filled.get(0);
      for (int i = sizes.size() - 1; i >= 0; i--) {
        last = reduction.get().apply(last, sizes.get(i));
        all.add(0, last);
      }
      return all;
    }

    void judge(List<S> filled, double distinct) {
      List<S> all = all(filled);
      for (int i = 0; i < all.size(); i++) {
        Estimate answer = all.get(i).estimate(wish.confidence());
        contenders.get(firstPlace + i).tally(0).answer(0, answer, distinct, distinct);
      }
    }

    /** Weighs, and compares with sketches merged from parts, under the sketches' own hash. */
    void judgeParts(CountedValues truth) throws IOException {
      List<S> whole = empty();
      List<List<S>> parts = new ArrayList<>();
      for (int p = 0; p < PARTS; p++) {
        parts.add(empty());
      }
      truth.scanHashes(
          0,
          (hashes, counts, n) -> {
            whole.forEach(sketch -> sketch.addHashes(hashes, 0, n));
            for (int p = 0; p < PARTS; p++) {
              for (S part : parts.get(p)) {
                part.addHashes(hashes, p * n / PARTS, (p + 1) * n / PARTS);
              }
            }
          });
      List<S> merged = parts.get(0);
      for (List<S> part : parts.subList(1, PARTS)) {
        for (int i = 0; i < merged.size(); i++) {
          merged.get(i).merge(part.get(i));
        }
      }
      List<S> sketches = all(whole);
      List<S> mergedSketches = all(merged);
      for (int i = 0; i < sizes.size(); i++) {
        Contender contender = contenders.get(firstPlace + i);
        S sketch = sketches.get(i);
        S ofParts = mergedSketches.get(i);
        double distinct = (double) truth.distinct();
        double error = Tally.relative(ofParts.estimate() - distinct, distinct);
        contender.tally(0).mergedError(0, error);
        if (ofParts.equals(sketch)) {
          contender.tally(0).mergesToTheSame();
        }
        contender.weighs(sketch);
      }
    }
  }

  @Override
  public Outcome measure(
      CountedValues truth, double meanTextBytes, Workers workers, AccuracyStudy.Progress progress)
      throws IOException {
    long distinct = truth.distinct();
    aims.add(Aim.of("distinct", "of the number of distinct values", (double) distinct));
    Family<HyperLogLog> hyper =
        new Family<>(
            "HyperLogLog",
            "precision",
            range(6, MOST_HYPER),
            HyperLogLog::create,
            Optional.of(HyperLogLog::reduce),
            1L << MOST_HYPER);
    Family<ExaLogLog> exa =
        new Family<>(
            "ExaLogLog",
            "precision",
            range(4, MOST_EXA),
            ExaLogLog::create,
            Optional.of(ExaLogLog::reduce),
            4L << MOST_EXA);
    List<Integer> ks = thetas(workers.memoryBytes());
    Family<ThetaSketch> theta =
        new Family<>(
            "ThetaSketch",
            "k =",
            ks,
            ThetaSketch::create,
            Optional.empty(),
            THETA_BYTES * ks.get(ks.size() - 1) * 4 / 3);
    contenders.add(exact(distinct, truth.form(), meanTextBytes));
    int runs = (int) Math.max(FEWEST_RUNS, Math.min(MOST_RUNS, ADDITIONS / distinct));
    AtomicInteger done = new AtomicInteger();
    List<Workers.Task> tasks = new ArrayList<>();
    for (Family<?> family : List.of(theta, hyper, exa)) {
      tasks.add(workers.within(family.bytes * (PARTS + 1), () -> family.judgeParts(truth)));
    }
    for (int r = 0; r < runs; r++) {
      int run = r;
      tasks.add(
          workers.within(
              hyper.bytes + exa.bytes + theta.bytes,
              () -> {
                List<HyperLogLog> hypers = hyper.empty();
                List<ExaLogLog> exas = exa.empty();
                List<ThetaSketch> thetas = theta.empty();
                truth.scanHashes(
                    run,
                    (hashes, counts, n) -> {
                      hypers.forEach(sketch -> sketch.addHashes(hashes, 0, n));
                      exas.forEach(sketch -> sketch.addHashes(hashes, 0, n));
                      thetas.forEach(sketch -> sketch.addHashes(hashes, 0, n));
                    });
                hyper.judge(hypers, (double) distinct);
                exa.judge(exas, (double) distinct);
                theta.judge(thetas, (double) distinct);
                progress.show(truth.total(), (double) done.incrementAndGet() / runs);
              }));
    }
    workers.run(tasks);
    return new Outcome(
        aims,
        contenders,
        runs + " runs over the distinct values, each with a hash function of its own",
        List.of());
  }

  private static List<Integer> range(int from, int to) {
    List<Integer> sizes = new ArrayList<>();
    for (int size = from; size <= to; size++) {
      sizes.add(size);
    }
    return sizes;
  }

  /** Sizes that fit in the room, all together, with those of the parts. */
  private static List<Integer> thetas(long room) {
    List<Integer> sizes = new ArrayList<>();
    for (int k = 1 << 8; k <= 1 << 18; k <<= 2) {
      if (sizes.isEmpty() || (PARTS + 1) * 4 / 3 * THETA_BYTES * k <= room) {
        sizes.add(k);
      }
    }
    return sizes;
  }

  /** What {@code count(DISTINCT x)} keeps. Its tables double, so that halves of it weigh half. */
  private Contender exact(long distinct, KeyForm form, double meanTextBytes) {
    int halvings = 0;
    while (distinct >> halvings > EXACT_VALUES) {
      halvings++;
    }
    Aggregator.OfLong<?, ?> aggregator =
        (Aggregator.OfLong<?, ?>) Aggregators.countDistinctExact(Type.BIGINT);
    long heap = heapBytes(aggregator, distinct >> halvings) << halvings;
    long texts = form == KeyForm.TEXT ? Math.round(distinct * (meanTextBytes + 1)) : 0;
    long stored = form == KeyForm.TEXT ? texts : distinct * Long.BYTES;
    return Contender.exact("count(DISTINCT)", aims, heap + texts, stored);
  }

  private static <A> long heapBytes(Aggregator.OfLong<A, ?> aggregator, long values) {
    A state = aggregator.create();
    for (long value = 0; value < values; value++) {
      aggregator.add(state, value * 0x9E3779B97F4A7C15L);
    }
    return aggregator.heapBytes(state);
  }
}
