package dev.inkling.sketch.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReservoirSampleTest {

  @Test
  void aCallerCanPassOverWhatIsNotTaken() {
    ReservoirSample all = ReservoirSample.create(50, 9);
    all.addRange(0, 100_000);
    ReservoirSample skipping = ReservoirSample.create(50, 9);
    long made = 0;
    long item = 0;
    while (item < 100_000) {
      long passed = Math.min(skipping.untilNext(), 100_000 - item);
      skipping.skip(passed);
      item += passed;
      if (item < 100_000) {
        assertThat(skipping.offer(item++)).isBetween(0, 49);
        made++;
      }
    }
    assertThat(skipping).isEqualTo(all);
    // 50 and 50 ln(2,000) more on average
    assertThat(made).isBetween(300L, 560L);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> all.skip(all.untilNext() + 1))
        .withMessageContaining("items");
    assertThatIllegalArgumentException().isThrownBy(() -> all.skip(-1));
  }

  @Test
  void aCallerCanKeepWhatItemsStandFor() {
    ReservoirSample places = ReservoirSample.create(20, 4);
    List<String> kept = new ArrayList<>();
    for (long i = 0; i < 5_000; i++) {
      int at = places.offer(i);
      if (at == kept.size()) {
        kept.add("line " + i);
      } else if (at >= 0) {
        kept.set(at, "line " + i);
      }
    }
    assertThat(kept).hasSize(20);
    for (int i = 0; i < 20; i++) {
      assertThat(kept.get(i)).isEqualTo("line " + places.item(i));
    }
    long[] before = places.toArray();
    places.renumber(item -> -item);
    for (int i = 0; i < 20; i++) {
      assertThat(places.item(i)).isEqualTo(-before[i]);
    }
  }

  @Test
  void numbersAreTheirBits() {
    double[] values = new double[10_000];
    long[] bits = new long[values.length];
    ReservoirSample single = ReservoirSample.create(30, 6);
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 9 == 0 ? Double.NaN : i / 3.0;
      bits[i] = Double.doubleToLongBits(values[i]);
      single.addDouble(values[i]);
    }
    ReservoirSample batch = ReservoirSample.create(30, 6);
    batch.addDoubles(values, 0, 20);
    batch.addDoubles(values, 20, values.length);
    ReservoirSample longs = ReservoirSample.create(30, 6);
    longs.addAll(bits, 0, bits.length);
    assertThat(batch).isEqualTo(single).isEqualTo(longs);
    double[] sampled = batch.toDoubles();
    assertThat(sampled).hasSize(30);
    for (int i = 0; i < sampled.length; i++) {
      assertThat(Double.doubleToLongBits(sampled[i])).isEqualTo(batch.item(i));
    }
  }
}
