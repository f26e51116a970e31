package dev.inkling.sketch.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkling.sketch.SketchContractTest;
import java.nio.ByteBuffer;

final class RecentMillisContractTest extends SketchContractTest<RecentSample> {

  private static final long[] ITEMS = new long[20_000];
  private static final long[] TIMES = new long[20_000];

  static {
    for (int i = 0; i < ITEMS.length; i++) {
      ITEMS[i] = i * 0x9E3779B97F4A7C15L;
      // out of order, several at a time, a few too late, a silence in between
      TIMES[i] = i / 3L - i * 37 % 101 - (i % 500 == 77 ? 5_000 : 0) + (i > 3_000 ? 4_000 : 0);
    }
  }

  @Override
  public RecentSample create() {
    return RecentSample.lastMillis(20, 1_000, 12345);
  }

  @Override
  public RecentSample incompatible() {
    return RecentSample.lastItems(20, 1_000, 12345);
  }

  @Override
  public void add(RecentSample sketch, int from, int to) {
    for (int i = from; i < to; i++) {
      sketch.add(ITEMS[i], TIMES[i]);
    }
  }

  @Override
  public void addBatch(RecentSample sketch, int from, int to) {
    sketch.addAll(ITEMS, TIMES, from, to);
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
    assertThat(empty.sample(5)).isEmpty();
    assertThat(empty.windowCount(0.95).value()).isZero();
    assertThat(empty.latestMs()).isEqualTo(Long.MIN_VALUE);
  }
}
