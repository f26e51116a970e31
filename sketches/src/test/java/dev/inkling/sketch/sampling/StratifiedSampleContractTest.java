package dev.inkling.sketch.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkling.sketch.SketchContractTest;
import java.nio.ByteBuffer;

/** The laws for samples of one size per stratum; its subclasses are for those with a budget. */
class StratifiedSampleContractTest extends SketchContractTest<StratifiedSample> {

  private static final long[] STRATA = new long[20_000];
  private static final long[] ITEMS = new long[20_000];

  static {
    for (int i = 0; i < ITEMS.length; i++) {
      // 30 strata, of which every run of 900 items brings a few new ones
      STRATA[i] = (i % 7L) * (i % 5) + Math.min(3, i / 900);
      ITEMS[i] = i;
    }
  }

  @Override
  public StratifiedSample create() {
    return StratifiedSample.create(8, 12, 99);
  }

  @Override
  public StratifiedSample incompatible() {
    return StratifiedSample.create(8, 13, 99);
  }

  @Override
  public void add(StratifiedSample sketch, int from, int to) {
    for (int i = from; i < to; i++) {
      sketch.add(STRATA[i], ITEMS[i]);
    }
  }

  @Override
  public void addBatch(StratifiedSample sketch, int from, int to) {
    sketch.addAll(STRATA, ITEMS, from, to);
  }

  @Override
  public StratifiedSample fromBytes(byte[] bytes) {
    return StratifiedSample.fromBytes(bytes);
  }

  @Override
  public StratifiedSample readFrom(ByteBuffer source) {
    return StratifiedSample.readFrom(source);
  }

  @Override
  public boolean mergeIsExact() {
    return false;
  }

  @Override
  public void checkEmptyAnswers(StratifiedSample empty) {
    assertThat(empty.count()).isZero();
    assertThat(empty.count(0)).isZero();
    assertThat(empty.strata()).isEmpty();
    assertThat(empty.strataCount()).isZero();
    assertThat(empty.pooledCount()).isZero();
    assertThat(empty.pooled().isEmpty()).isTrue();
  }
}
