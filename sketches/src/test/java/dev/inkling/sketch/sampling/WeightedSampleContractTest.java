package dev.inkling.sketch.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkling.sketch.SketchContractTest;
import java.nio.ByteBuffer;

final class WeightedSampleContractTest extends SketchContractTest<WeightedSample> {

  private static final long[] ITEMS = new long[20_000];
  private static final double[] WEIGHTS = new double[20_000];

  static {
    for (int i = 0; i < ITEMS.length; i++) {
      ITEMS[i] = i * 0x9E3779B97F4A7C15L;
      // some without weight, some heavy, the others all different
      WEIGHTS[i] = i % 11 == 4 ? 0 : i % 97 == 2 ? 1e3 * i : Math.sqrt(i + 1.7);
    }
  }

  @Override
  public WeightedSample create() {
    return WeightedSample.create(40, 12345);
  }

  @Override
  public WeightedSample incompatible() {
    return WeightedSample.create(41, 12345);
  }

  @Override
  public void add(WeightedSample sketch, int from, int to) {
    for (int i = from; i < to; i++) {
      sketch.add(ITEMS[i], WEIGHTS[i]);
    }
  }

  @Override
  public void addBatch(WeightedSample sketch, int from, int to) {
    sketch.addAll(ITEMS, WEIGHTS, from, to);
  }

  @Override
  public WeightedSample fromBytes(byte[] bytes) {
    return WeightedSample.fromBytes(bytes);
  }

  @Override
  public WeightedSample readFrom(ByteBuffer source) {
    return WeightedSample.readFrom(source);
  }

  @Override
  public boolean mergeIsExact() {
    return false;
  }

  @Override
  public void checkEmptyAnswers(WeightedSample empty) {
    assertThat(empty.count()).isZero();
    assertThat(empty.held()).isZero();
    assertThat(empty.toArray()).isEmpty();
    assertThat(empty.totalWeight()).isZero();
    assertThat(empty.threshold()).isEqualTo(Double.POSITIVE_INFINITY);
  }
}
