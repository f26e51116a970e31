package dev.inkling.sketch.frequency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkling.hash.Hash64;
import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.SketchContractTest;
import java.nio.ByteBuffer;

/** The laws for a sketch that must cut; see the subclass for one that stays exact. */
class TopKContractTest extends SketchContractTest<TopK> {

  private static final int ITEMS = 10_000;
  private static final long[] LONGS = new long[ITEMS];
  private static final long[] HASHES = new long[ITEMS];

  static {
    for (int i = 0; i < ITEMS; i++) {
      // every other item is one of a few: the low bits of i as far as i is even
      LONGS[i] = (i & 1) == 0 ? Integer.numberOfTrailingZeros(i + 2) : i;
      HASHES[i] = Hash64.xxh3().hash(LONGS[i]);
    }
  }

  @Override
  public TopK create() {
    return TopK.create(10, 100);
  }

  @Override
  public TopK incompatible() {
    return TopK.create(10, 101);
  }

  @Override
  public void add(TopK sketch, int from, int to) {
    for (int i = from; i < to; i++) {
      sketch.add(LONGS[i]);
    }
  }

  @Override
  public void addBatch(TopK sketch, int from, int to) {
    sketch.addAll(LONGS, HASHES, from, to);
  }

  @Override
  public TopK fromBytes(byte[] bytes) {
    return TopK.fromBytes(bytes);
  }

  @Override
  public TopK readFrom(ByteBuffer source) {
    return TopK.readFrom(source);
  }

  @Override
  public boolean mergeIsExact() {
    return false;
  }

  @Override
  public void checkEmptyAnswers(TopK empty) {
    assertThat(empty.total()).isZero();
    assertThat(empty.maximumError()).isZero();
    assertThat(empty.size()).isZero();
    assertThat(empty.top()).isEmpty();
    assertThat(empty.frequency("x")).isEqualTo(Estimate.exact(0));
    assertThat(empty.frequency(1)).isEqualTo(Estimate.exact(0));
  }
}
