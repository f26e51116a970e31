package dev.inkling.sketch.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkling.sketch.SketchContractTest;
import java.nio.ByteBuffer;

final class BernoulliSampleContractTest extends SketchContractTest<BernoulliSample> {

  private static final long[] ITEMS = new long[20_000];

  static {
    for (int i = 0; i < ITEMS.length; i++) {
      ITEMS[i] = i * 0x9E3779B97F4A7C15L;
    }
  }

  @Override
  public BernoulliSample create() {
    return BernoulliSample.create(0.3, 12345, 200);
  }

  @Override
  public BernoulliSample incompatible() {
    return BernoulliSample.create(0.3, 12345, 201);
  }

  @Override
  public void add(BernoulliSample sketch, int from, int to) {
    for (int i = from; i < to; i++) {
      sketch.add(ITEMS[i]);
    }
  }

  @Override
  public void addBatch(BernoulliSample sketch, int from, int to) {
    sketch.addAll(ITEMS, from, to);
  }

  @Override
  public BernoulliSample fromBytes(byte[] bytes) {
    return BernoulliSample.fromBytes(bytes);
  }

  @Override
  public BernoulliSample readFrom(ByteBuffer source) {
    return BernoulliSample.readFrom(source);
  }

  @Override
  public boolean mergeIsExact() {
    return false;
  }

  @Override
  public void checkEmptyAnswers(BernoulliSample empty) {
    assertThat(empty.count()).isZero();
    assertThat(empty.held()).isZero();
    assertThat(empty.toArray()).isEmpty();
    assertThat(empty.rate()).isEqualTo(0.3);
    assertThat(empty.untilNext()).isNotNegative();
  }
}
