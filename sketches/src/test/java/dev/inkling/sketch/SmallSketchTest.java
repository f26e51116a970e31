package dev.inkling.sketch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkling.sketch.distinct.ExaLogLog;
import dev.inkling.sketch.distinct.HyperLogLog;
import dev.inkling.sketch.distinct.ThetaSketch;
import dev.inkling.sketch.quantile.DDSketch;
import dev.inkling.sketch.quantile.KllSketch;
import dev.inkling.sketch.quantile.TDigest;
import dev.inkling.sketch.sampling.Allocation;
import dev.inkling.sketch.sampling.BernoulliSample;
import dev.inkling.sketch.sampling.RecentSample;
import dev.inkling.sketch.sampling.ReservoirSample;
import dev.inkling.sketch.sampling.StratifiedSample;
import dev.inkling.sketch.sampling.VarOptSample;
import dev.inkling.sketch.sampling.WeightedSample;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a sketch weighs before it has seen much, whatever its precision; and that it says so. */
class SmallSketchTest {

  static List<EveryKind> kinds() {
    return EveryKind.all();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void heapBytesIsWhatItsFieldsOccupy(EveryKind kind) {
    for (int n : new int[] {0, 1, 3, 10, 100, 1_000, 20_000}) {
      Sketch<?> sketch = kind.withItems().apply(n);
      assertThat(sketch.heapBytes()).as("%d items", n).isEqualTo(HeapWalk.bytesOf(sketch));
      byte[] stored = sketch.toByteArray();
      Sketch<?> read = kind.fromBytes().apply(stored);
      assertThat(read.heapBytes()).as("%d items", n).isEqualTo(HeapWalk.bytesOf(read));
      assertThat(stored).hasSize(sketch.serializedBytes());
    }
  }

  @Test
  void anEmptySketchTakes64BytesAndOneWithThreeElements128() {
    List<Sketch<?>> empty = new ArrayList<>();
    List<Sketch<?>> three = new ArrayList<>();
    for (int precision = 4; precision <= 21; precision++) {
      empty.add(HyperLogLog.create(precision));
      three.add(addThree(HyperLogLog.create(precision)));
    }
    for (int precision = 4; precision <= 20; precision++) {
      empty.add(ExaLogLog.create(precision));
      three.add(addThree(ExaLogLog.create(precision)));
    }
    for (int k : new int[] {16, 1_000, 4_096, 1 << 24}) {
      empty.add(ThetaSketch.create(k));
      three.add(addThree(ThetaSketch.create(k)));
    }
    for (double compression : new double[] {20, 100, 200, 1_000, 10_000}) {
      empty.add(TDigest.create(compression));
      three.add(addThree(TDigest.create(compression)));
    }
    for (int k : new int[] {8, 200, 65_535}) {
      empty.add(KllSketch.create(k));
      three.add(addThree(KllSketch.create(k)));
    }
    for (double error : new double[] {1e-4, 0.01, 0.9}) {
      empty.add(DDSketch.withRelativeError(error));
      three.add(addThree(DDSketch.withRelativeError(error)));
    }
    for (int size : new int[] {1, 3, 10, 1 << 24}) {
      empty.add(ReservoirSample.create(size, 7));
      ReservoirSample sample = ReservoirSample.create(size, 7);
      sample.addRange(0, 3);
      three.add(sample);
    }
    for (int size : new int[] {1, 100}) {
      empty.add(StratifiedSample.create(size, 100, 7));
      three.add(addThree(StratifiedSample.create(size, 100, 7)));
    }
    for (Allocation allocation : Allocation.values()) {
      empty.add(StratifiedSample.withBudget(allocation, 1_000, 2, 100, 7));
      three.add(addThree(StratifiedSample.withBudget(allocation, 1_000, 2, 100, 7)));
    }
    for (int size : new int[] {3, 10, 1 << 20}) {
      empty.add(BernoulliSample.create(1, 7, size));
      BernoulliSample bernoulli = BernoulliSample.create(1, 7, size);
      bernoulli.addRange(0, 3);
      three.add(bernoulli);
      empty.add(WeightedSample.create(size, 7));
      WeightedSample weighted = WeightedSample.create(size, 7);
      empty.add(VarOptSample.create(size, 7));
      VarOptSample varOpt = VarOptSample.create(size, 7);
      for (int i = 0; i < 3; i++) {
        weighted.add(i, 1.5 + i);
        varOpt.add(i, 1.5 + i);
      }
      three.add(weighted);
      three.add(varOpt);
      empty.add(RecentSample.lastItems(size, 1_000, 7));
      RecentSample items = RecentSample.lastItems(size, 1_000, 7);
      items.addRange(0, 3);
      three.add(items);
      empty.add(RecentSample.lastMillis(size, 1_000, 7));
      RecentSample millis = RecentSample.lastMillis(size, 1_000, 7);
      for (int i = 0; i < 3; i++) {
        millis.add(i, i);
      }
      three.add(millis);
    }
    assertThat(empty)
        .allSatisfy(sketch -> assertThat(HeapWalk.bytesOf(sketch)).isLessThanOrEqualTo(64));
    assertThat(three)
        .allSatisfy(sketch -> assertThat(HeapWalk.bytesOf(sketch)).isLessThanOrEqualTo(128));
  }

  private static StratifiedSample addThree(StratifiedSample sample) {
    sample.addDouble(1, 1.5);
    sample.addDouble(2, 2);
    sample.addDouble(3, Math.PI);
    return sample;
  }

  private static <S extends HashSketch<S>> S addThree(S sketch) {
    sketch.add("ada");
    sketch.add("bob");
    sketch.add("eve");
    return sketch;
  }

  private static <S extends DoubleSketch<S>> S addThree(S sketch) {
    sketch.add(1);
    sketch.add(2);
    sketch.add(Math.PI);
    return sketch;
  }
}
