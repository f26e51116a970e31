package dev.inkling.sketch.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkling.sketch.SketchContractTest;
import java.nio.ByteBuffer;

final class RecentItemsContractTest extends SketchContractTest<RecentSample> {

  private static final long[] ITEMS = new long[20_000];

  static {
    for (int i = 0; i < ITEMS.length; i++) {
      ITEMS[i] = i * 0x9E3779B97F4A7C15L;
    }
  }

  @Override
  public RecentSample create() {
    return RecentSample.lastItems(20, 1_000, 12345);
  }

  @Override
  public RecentSample incompatible() {
    return RecentSample.lastItems(20, 1_001, 12345);
  }

  @Override
  public void add(RecentSample sketch, int from, int to) {
    for (int i = from; i < to; i++) {
      sketch.add(ITEMS[i]);
    }
  }

  @Override
  public void addBatch(RecentSample sketch, int from, int to) {
    sketch.addAll(ITEMS, from, to);
  }

  @Override
  public RecentSample fromBytes(byte[] bytes) {
    return RecentSample.fromBytes(bytes);
  }

  @Override
  public RecentSample readFrom(ByteBuffer source) {
    return RecentSample.readFrom(source);
  }

  @Override
  public boolean mergeIsExact() {
    return false;
  }

  @Override
  public void checkEmptyAnswers(RecentSample empty) {
    assertThat(empty.count()).isZero();
    assertThat(empty.sample()).isEmpty();
    assertThat(empty.windowCount(0.95).value()).isZero();
    assertThat(empty.latestMs()).isZero();
  }
}
