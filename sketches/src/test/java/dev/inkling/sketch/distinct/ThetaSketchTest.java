package dev.inkling.sketch.distinct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.IncompatibleSketchException;
import dev.inkling.sketch.SketchFormatException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ThetaSketchTest {

  private static ThetaSketch of(int k, long[] hashes, int from, int to) {
    ThetaSketch sketch = ThetaSketch.create(k);
    sketch.addHashes(hashes, from, to);
    return sketch;
  }

  private static double share(long hash) {
    return ((hash >>> 11) * 0x1p11 + (hash & 0x7FF)) * 0x1p-64;
  }

  @Test
  void theExampleOfTheDocumentationHolds() {
    ThetaSketch monday = ThetaSketch.withRelativeError(0.02);
    ThetaSketch tuesday = ThetaSketch.withRelativeError(0.02);
    monday.add("ada");
    monday.add("bob");
    tuesday.add("bob");
    assertThat(ThetaSketch.intersection(monday, tuesday).estimate(0.95))
        .isEqualTo(Estimate.exact(1));
    assertThat(ThetaSketch.difference(monday, tuesday).estimate(0.95)).isEqualTo(Estimate.exact(1));
    assertThat(ThetaSketch.jaccard(monday, tuesday, 0.95)).isEqualTo(Estimate.exact(0.5));
  }

  @Test
  void parametersOutOfRangeAreNamed() {
    for (int k : new int[] {15, (1 << 24) + 1, -1}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ThetaSketch.create(k))
          .withMessage("k must be in [16, 16777216], got " + k);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ThetaSketch.create(20).reduce(21))
        .withMessage("k must be in [16, 20], got 21");
    for (double tooSmall : new double[] {0.0002, 0, -1, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ThetaSketch.withRelativeError(tooSmall))
          .withMessageContaining("rse must be at least");
    }
    ThetaSketch empty = ThetaSketch.create(20);
    for (double confidence : new double[] {0, 1, Double.NaN}) {
      assertThatIllegalArgumentException().isThrownBy(() -> empty.estimate(confidence));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ThetaSketch.jaccard(empty, empty, confidence));
    }
    assertThat(ThetaSketch.withRelativeError(0.01).k()).isEqualTo(10_001);
    assertThat(ThetaSketch.withRelativeError(1).k()).isEqualTo(16);
  }

  /** The state by its definition, for hashes near and far, few and many, and in any order. */
  @Test
  void theLowestHashesOfTheSetAndTheOneAfterThemAreTheState() {
    SplittableRandom random = new SplittableRandom(11);
    for (int run = 0; run < 400; run++) {
      int k = 16 + random.nextInt(200);
      int n = random.nextInt(6 * k);
      int shift = random.nextInt(58);
      long[] hashes = new long[n];
      Arrays.setAll(hashes, i -> random.nextLong() >>> (random.nextInt(2) * shift));
      if (n > 0) {
        hashes[random.nextInt(n)] = 0;
      }
      TreeSet<Long> set = new TreeSet<>(Long::compareUnsigned);
      for (long hash : hashes) {
        set.add(hash);
      }
      ThetaSketch sketch = of(k, hashes, 0, n);
      sketch.addHashes(hashes, 0, n);
      assertThat(sketch.retained()).isEqualTo(Math.min(k, set.size()));
      double theta = 1;
      if (set.size() > k) {
        long next = set.stream().skip(k).findFirst().orElseThrow();
        theta = share(next);
      }
      assertThat(sketch.theta()).isEqualTo(theta);
      ThetaSketch kept = ThetaSketch.create(k);
      set.stream().limit(k + 1L).forEach(kept::addHash);
      assertThat(kept).isEqualTo(sketch);
    }
  }

  @Test
  void reducingGivesWhatDirectInsertionWouldHaveGiven() {
    long[] hashes = new SplittableRandom(12).longs(3_000).toArray();
    for (int n : new int[] {0, 10, 100, 3_000}) {
      for (int k : new int[] {16, 17, 99, 100, 500}) {
        assertThat(of(500, hashes, 0, n).reduce(k)).isEqualTo(of(k, hashes, 0, n));
        ThetaSketch direct = of(k, hashes, 0, n);
        assertThat(of(500, hashes, 0, n / 2).merge(of(k, hashes, n / 3, n))).isEqualTo(direct);
        assertThat(of(k, hashes, 0, n / 2).merge(of(500, hashes, n / 3, n))).isEqualTo(direct);
        assertThat(ThetaSketch.union(of(500, hashes, 0, n / 2), of(k, hashes, n / 3, n)))
            .isEqualTo(direct);
      }
    }
  }

  /** Against sets of hashes below the smaller θ. */
  @Test
  void setOperationsAreThoseOfTheHashesBelowBothBounds() {
    SplittableRandom random = new SplittableRandom(13);
    for (int run = 0; run < 300; run++) {
      long[] hashes = random.longs(1_000).toArray();
      int k = 16 + random.nextInt(100);
      int middle = random.nextInt(1_000);
      int overlap = random.nextInt(1_000 - middle);
      ThetaSketch a = of(k, hashes, 0, middle + overlap);
      ThetaSketch b = of(k + random.nextInt(20), hashes, middle, 1_000);
      byte[] before = a.toByteArray();
      double theta = Math.min(a.theta(), b.theta());
      ThetaSketch both = ThetaSketch.intersection(a, b);
      ThetaSketch onlyA = ThetaSketch.difference(a, b);
      assertThat(a.toByteArray()).isEqualTo(before);
      assertThat(both).isEqualTo(ThetaSketch.fromBytes(both.toByteArray()));
      int[] counts = new int[3];
      for (int i = 0; i < 1_000; i++) {
        if (share(hashes[i]) < theta) {
          counts[i < middle ? 0 : i < middle + overlap ? 1 : 2]++;
        }
      }
      if (middle + overlap > 0) {
        assertThat(both.theta()).isEqualTo(theta);
        assertThat(both.retained()).isEqualTo(counts[1]);
        assertThat(onlyA.theta()).isEqualTo(theta);
        assertThat(onlyA.retained()).isEqualTo(counts[0]);
        assertThat(ThetaSketch.jaccard(a, b, 0.9).value())
            .isEqualTo((double) counts[1] / (counts[0] + counts[1] + counts[2]));
      }
      // results go on: what is in one and not in the other, as one set
      ThetaSketch onlyB = ThetaSketch.difference(b, a);
      ThetaSketch either = ThetaSketch.union(onlyA, onlyB);
      assertThat(either).isEqualTo(ThetaSketch.union(onlyB, onlyA).reduce(either.k()));
      assertThat(ThetaSketch.intersection(onlyA, onlyB).retained()).isZero();
      assertThat(ThetaSketch.union(both, onlyA).retained()).isLessThanOrEqualTo(a.k());
    }
  }

  @Test
  void whatIsKnownToBeEmptyStaysExact() {
    long[] hashes = new SplittableRandom(14).longs(1_000).toArray();
    ThetaSketch full = of(16, hashes, 0, 1_000);
    ThetaSketch empty = ThetaSketch.create(16);
    assertThat(ThetaSketch.intersection(full, empty).estimate(0.9)).isEqualTo(Estimate.exact(0));
    assertThat(ThetaSketch.intersection(empty, full).estimate(0.9)).isEqualTo(Estimate.exact(0));
    assertThat(ThetaSketch.difference(empty, full).estimate(0.9)).isEqualTo(Estimate.exact(0));
    assertThat(ThetaSketch.difference(full, empty)).isEqualTo(full);
    assertThat(ThetaSketch.jaccard(empty, empty, 0.9).value()).isNaN();
    assertThat(ThetaSketch.jaccard(full, empty, 0.9).value()).isZero();
    ThetaSketch none = ThetaSketch.intersection(full, of(16, hashes, 999, 1_000).copy());
    assertThat(none.isEmpty()).isFalse();
    Estimate estimate = none.estimate(0.95);
    assertThat(estimate.lower()).isLessThanOrEqualTo(1);
    assertThat(estimate.upper()).isGreaterThanOrEqualTo(1);
    assertThat(ThetaSketch.jaccard(none, none, 0.9).upper()).isEqualTo(1);
  }

  @Test
  void setOperationsNeedTheSameHashFunction() {
    ThetaSketch a = ThetaSketch.create(16);
    ThetaSketch b = ThetaSketch.create(16, new OtherHash());
    assertThatExceptionOfType(IncompatibleSketchException.class)
        .isThrownBy(() -> ThetaSketch.union(a, b));
    assertThatExceptionOfType(IncompatibleSketchException.class)
        .isThrownBy(() -> ThetaSketch.intersection(a, b));
    assertThatExceptionOfType(IncompatibleSketchException.class)
        .isThrownBy(() -> ThetaSketch.difference(a, b));
    assertThatExceptionOfType(IncompatibleSketchException.class)
        .isThrownBy(() -> ThetaSketch.jaccard(a, b, 0.9));
  }

  @Test
  void formsTakeTheBytesThatAreDocumented() {
    long[] hashes = new SplittableRandom(15).longs(100_000).toArray();
    for (int k : new int[] {16, 17, 1_000, 4_096, 10_001}) {
      ThetaSketch sketch = ThetaSketch.create(k);
      assertThat(sketch.heapBytes()).isEqualTo(64);
      sketch.addHashes(hashes, 0, 3);
      assertThat(sketch.heapBytes()).isEqualTo(112);
      assertThat(sketch.serializedBytes()).isEqualTo(32 + 3 * 8);
      for (int i = 3; i < hashes.length; i++) {
        sketch.addHash(hashes[i]);
        assertThat(sketch.heapBytes()).isLessThanOrEqualTo(16L * k + 80);
      }
      assertThat(sketch.serializedBytes()).isEqualTo(32 + 8 * k);
    }
  }

  @Test
  void storedSketchesStayAsTheyWereFirstWritten() {
    ThetaSketch sketch = ThetaSketch.create(16);
    sketch.add("ada");
    sketch.add(7L);
    assertThat(HexFormat.of().formatHex(sketch.toByteArray())).isEqualTo(EXACT);
    for (long i = 0; i < 40; i++) {
      sketch.add(i);
    }
    assertThat(HexFormat.of().formatHex(sketch.toByteArray())).isEqualTo(FULL);
    assertThat(ThetaSketch.fromBytes(HexFormat.of().parseHex(FULL))).isEqualTo(sketch);
  }

  private static final String EXACT =
      "494b030120000000cfa0422023aedcb61000000001000000ffffffffffffffff"
          + "2f802c9563441d69af96b5d6581e6781";
  private static final String FULL =
      "494b03019000000058639ef8377586be1000000001000000fdf45e9284ed9b5e"
          + "95937be07af4ce0386a03fe5bba53b069704751988af60076303d3de5423220f"
          + "df6fb6d2fdff20120821429316916c122e676d8aafbb6b1443e2ee915cc68620"
          + "0cdf235b6b13bb2a2e79db643559bc2f3678e5c6a7791431fbaacd24aba14f38"
          + "52bb2e4033c2a04a7d2ef4c12920924d1d88a0741aaad14f7b688c61948aa952";

  @Test
  void aSketchFedByAnotherFunctionNeedsItToBeRead() {
    ThetaSketch sketch = ThetaSketch.create(16, new OtherHash());
    sketch.add("x");
    byte[] bytes = sketch.toByteArray();
    assertThat(ThetaSketch.fromBytes(bytes, new OtherHash())).isEqualTo(sketch);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ThetaSketch.fromBytes(bytes))
        .isInstanceOf(SketchFormatException.class)
        .withMessageContaining("hash id");
    assertThat(ThetaSketch.create(16, new OtherHash()).isMergeableWith(sketch)).isTrue();
  }
}
