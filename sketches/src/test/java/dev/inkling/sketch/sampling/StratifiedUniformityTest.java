package dev.inkling.sketch.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Given its size, every subset of a stratum is equally likely to be its sample, while sizes fall,
 * are divided anew and parts are merged; and so for the merged parts of a reservoir.
 */
final class StratifiedUniformityTest {

  private static final int ITEMS = 320;
  private static final int RUNS = 6_000;

  /** Of the stratum whose items are numbered from 0; the others have numbers from here on. */
  private static final int WATCHED = 8;

  private static final long[] STRATA = new long[ITEMS];
  private static final long[] NUMBERS = new long[ITEMS];
  private static final double[] VALUES = new double[ITEMS];

  static {
    SplittableRandom random = new SplittableRandom(11);
    int watched = 0;
    for (int i = 0; i < ITEMS; i++) {
      // few at first, more in the end, with an early and a late one
      boolean watch = watched < WATCHED && i >= watched * watched * 5;
      STRATA[i] = watch ? 0 : 1 + random.nextInt(1 + i / 50);
      NUMBERS[i] = watch ? watched++ : WATCHED + i;
      VALUES[i] = random.nextInt(10) * (STRATA[i] == 0 ? 6 : STRATA[i]);
    }
    assertThat(watched).isEqualTo(WATCHED);
  }

  private interface Create {
    StratifiedSample of(long seed);
  }

  private static void add(StratifiedSample sample, int from, int to) {
    sample.addAll(STRATA, NUMBERS, VALUES, from, to);
  }

  /** Merges so many parts, each a little longer than the one before. */
  private static StratifiedSample merged(Create create, int parts, long seed) {
    StratifiedSample sum = create.of(seed);
    long weight = parts * (parts + 1L) / 2;
    for (int part = 0; part < parts; part++) {
      StratifiedSample one = create.of(seed + 1 + part);
      add(
          one,
          (int) (part * (part + 1L) / 2 * ITEMS / weight),
          (int) ((part + 1L) * (part + 2L) / 2 * ITEMS / weight));
      sum.merge(one);
    }
    return sum;
  }

  private static void check(String what, Create create) {
    for (int parts : new int[] {0, 2, 7, 64}) {
      DrawnSubsets drawn = new DrawnSubsets(1 << WATCHED);
      long[] sizes = new long[WATCHED + 1];
      for (int run = 0; run < RUNS; run++) {
        StratifiedSample sample;
        if (parts == 0) {
          sample = create.of(100L * run);
          add(sample, 0, ITEMS);
        } else {
          sample = merged(create, parts, 100L * run);
        }
        assertThat(sample.count(0)).isEqualTo(WATCHED);
        long[] items = sample.items(0);
        assertThat(items).hasSize(sample.held(0));
        sizes[items.length]++;
        drawn.add(DrawnSubsets.bits(items));
      }
      assertThat(sizes[WATCHED]).as("the test is of samples").isLessThan(RUNS / 2);
      double[] probabilities = new double[1 << WATCHED];
      for (int size = 0; size <= WATCHED; size++) {
        double[] given = DrawnSubsets.uniform(WATCHED, size);
        for (int set = 0; set < given.length; set++) {
          probabilities[set] += given[set] * sizes[size] / RUNS;
        }
      }
      drawn.check(what + " of " + parts + " parts", probabilities);
    }
  }

  @Test
  void strataOfTheSameSizeAreUniform() {
    check("same size", seed -> StratifiedSample.create(4, 12, seed));
  }

  @Test
  void strataWhoseSizeFallsAreUniform() {
    check("equal", seed -> StratifiedSample.withBudget(Allocation.EQUAL, 26, 2, 12, seed));
  }

  @Test
  void strataInProportionToTheirCountsAreUniform() {
    check(
        "proportional",
        seed -> StratifiedSample.withBudget(Allocation.PROPORTIONAL, 130, 1, 12, seed));
    check(
        "proportional with many minima",
        seed -> StratifiedSample.withBudget(Allocation.PROPORTIONAL, 60, 4, 12, seed));
  }

  @Test
  void strataInProportionToTheirVariationAreUniform() {
    check("neyman", seed -> StratifiedSample.withBudget(Allocation.NEYMAN, 90, 2, 12, seed));
  }

  /** Strata that leave for the pool keep their share of it. */
  @Test
  void thePoolOfABudgetIsUniform() {
    for (Allocation allocation : Allocation.values()) {
      DrawnSubsets drawn = new DrawnSubsets(1 << WATCHED);
      long[] sizes = new long[WATCHED + 1];
      for (int run = 0; run < RUNS; run++) {
        StratifiedSample sample = StratifiedSample.withBudget(allocation, 9, 2, 2, run);
        StratifiedSample other = StratifiedSample.withBudget(allocation, 9, 2, 2, ~run);
        for (int i = 0; i < 40; i++) {
          // the largest scrambled ids of all are of 4 and 5, in whose place 1 and 3 come
          boolean pooled = i % 5 == 0;
          (i < 17 ? sample : other)
              .add(pooled ? POOLED[i / 20] : KEPT[i % 2], pooled ? i / 5 : 100 + i, i * i % 11);
        }
        sample.merge(other);
        assertThat(sample.pooledCount()).isEqualTo(WATCHED);
        long[] items = sample.pooled().toArray();
        sizes[items.length]++;
        drawn.add(DrawnSubsets.bits(items));
      }
      double[] probabilities = new double[1 << WATCHED];
      for (int size = 0; size <= WATCHED; size++) {
        double[] given = DrawnSubsets.uniform(WATCHED, size);
        for (int set = 0; set < given.length; set++) {
          probabilities[set] += given[set] * sizes[size] / RUNS;
        }
      }
      drawn.check("pool, " + allocation, probabilities);
    }
  }

  private static final long[] KEPT = new long[2];
  private static final long[] POOLED = new long[2];

  static {
    long[] byKey =
        java.util.stream.LongStream.range(0, 4)
            .boxed()
            .sorted(java.util.Comparator.comparingLong(dev.inkling.sketch.internal.SplitMix64::mix))
            .mapToLong(Long::longValue)
            .toArray();
    System.arraycopy(byKey, 0, KEPT, 0, 2);
    System.arraycopy(byKey, 2, POOLED, 0, 2);
  }

  /** Which of 8 items of 200 are in a sample of 20 is known exactly. */
  @Test
  void manyUnequalPartsOfAReservoirAreMergedUniformly() {
    int n = 200;
    int size = 20;
    double[] probabilities = new double[1 << WATCHED];
    for (int set = 0; set < probabilities.length; set++) {
      int in = Integer.bitCount(set);
      // (n - 8 choose size - in) / (n choose size)
      double p = 1;
      for (int i = 0; i < in; i++) {
        p *= (double) (size - i) / (n - i);
      }
      for (int i = 0; i < WATCHED - in; i++) {
        p *= (double) (n - size - i) / (n - in - i);
      }
      probabilities[set] = p;
    }
    for (int parts : new int[] {1, 2, 7, 64}) {
      DrawnSubsets drawn = new DrawnSubsets(1 << WATCHED);
      long weight = parts * (parts + 1L) / 2;
      for (int run = 0; run < 3 * RUNS; run++) {
        ReservoirSample sum = ReservoirSample.create(size, 1_000L * run);
        for (int part = 0; part < parts; part++) {
          ReservoirSample one = ReservoirSample.create(size, 1_000L * run + 1 + part);
          one.addRange(
              part * (part + 1L) / 2 * n / weight, (part + 1L) * (part + 2L) / 2 * n / weight);
          sum.merge(one);
        }
        assertThat(sum.held()).isEqualTo(size);
        int set = 0;
        for (long item : sum.toArray()) {
          // every 25th, so that they are of different parts
          set |= item % 25 == 3 ? 1 << (item / 25) : 0;
        }
        drawn.add(set);
      }
      drawn.check(parts + " parts", probabilities);
    }
  }
}
