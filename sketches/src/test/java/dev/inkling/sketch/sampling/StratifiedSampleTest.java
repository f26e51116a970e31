package dev.inkling.sketch.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class StratifiedSampleTest {

  private static StratifiedSample create(long seed) {
    return StratifiedSample.create(10, 20, seed);
  }

  @Test
  void countsAreExactAndTheKeptStrataDoNotDependOnTheSplit() {
    SplittableRandom random = new SplittableRandom(3);
    int n = 30_000;
    long[] strata = new long[n];
    long[] items = new long[n];
    long[] counts = new long[50];
    for (int i = 0; i < n; i++) {
      strata[i] = Math.min(random.nextInt(50), random.nextInt(50));
      items[i] = i;
      counts[(int) strata[i]]++;
    }
    StratifiedSample whole = create(1);
    whole.addAll(strata, items, 0, n);
    StratifiedSample merged = create(2);
    for (int part = 0; part < 7; part++) {
      StratifiedSample one = create(10 + part);
      one.addAll(strata, items, part * part * n / 49, (part + 1) * (part + 1) * n / 49);
      merged.merge(one);
    }
    assertThat(whole.strata()).hasSize(20).isSorted().isEqualTo(merged.strata());
    for (StratifiedSample sample : new StratifiedSample[] {whole, merged}) {
      long kept = 0;
      for (long stratum : sample.strata()) {
        kept += counts[(int) stratum];
        assertThat(sample.count(stratum)).isEqualTo(counts[(int) stratum]);
        long[] rows = sample.sample(stratum).toArray();
        assertThat(rows).hasSize(10).doesNotHaveDuplicates();
        for (long row : rows) {
          assertThat(strata[(int) row]).isEqualTo(stratum);
        }
      }
      assertThat(sample.count()).isEqualTo(n);
      assertThat(sample.pooledCount()).isEqualTo(n - kept);
      for (long row : sample.pooled().toArray()) {
        assertThat(sample.count(strata[(int) row])).isZero();
      }
    }
  }

  @Test
  void wrongArgumentsAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StratifiedSample.create(0, 1, 1))
        .withMessageContaining("sizePerStratum");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StratifiedSample.create(1, 0, 1))
        .withMessageContaining("maxStrata");
    assertThatIllegalArgumentException().isThrownBy(() -> StratifiedSample.create(1, 65_537, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> create(1).sample(5))
        .withMessageContaining("5");
    assertThatIllegalArgumentException().isThrownBy(() -> ReservoirSample.create(0, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReservoirSample.create(1, 1).addRange(3, 2));
  }

  @Test
  void rangesSkipsAndSingleItemsDrawTheSame() {
    long[] items = new long[100_000];
    ReservoirSample single = ReservoirSample.create(100, 5);
    for (int i = 0; i < items.length; i++) {
      items[i] = 7L + i;
      single.add(items[i]);
    }
    ReservoirSample batch = ReservoirSample.create(100, 5);
    batch.addAll(items, 0, 33);
    batch.addAll(items, 33, items.length);
    ReservoirSample range = ReservoirSample.create(100, 5);
    range.addRange(7, 5_000);
    range.addRange(5_000, items.length + 7);
    assertThat(batch).isEqualTo(single);
    assertThat(range).isEqualTo(single);
    assertThat(range.toByteArray()).isEqualTo(single.toByteArray());
  }
}
