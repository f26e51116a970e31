package dev.inkling.sketch.frequency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkling.hash.Hash64;
import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.SketchContractTest;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The laws with conservative updates, where the order of additions matters. */
class ConservativeCountMinContractTest extends SketchContractTest<CountMinSketch> {

  private static final long[] HASHES = new long[10_000];

  static {
    Arrays.setAll(HASHES, i -> Hash64.xxh3().hash((long) (i % 700)));
  }

  @Override
  public CountMinSketch create() {
    return CountMinSketch.createConservative(256, 4);
  }

  @Override
  public CountMinSketch incompatible() {
    return CountMinSketch.create(256, 4);
  }

  @Override
  public void add(CountMinSketch sketch, int from, int to) {
    for (int i = from; i < to; i++) {
      sketch.addHash(HASHES[i]);
    }
  }

  @Override
  public void addBatch(CountMinSketch sketch, int from, int to) {
    sketch.addHashes(HASHES, from, to);
  }

  @Override
  public CountMinSketch fromBytes(byte[] bytes) {
    return CountMinSketch.fromBytes(bytes);
  }

  @Override
  public CountMinSketch readFrom(ByteBuffer source) {
    return CountMinSketch.readFrom(source);
  }

  @Override
  public boolean mergeIsExact() {
    return false;
  }

  @Override
  public void checkEmptyAnswers(CountMinSketch empty) {
    assertThat(empty.total()).isZero();
    assertThat(empty.isConservative()).isTrue();
    assertThat(empty.estimateHash(17, 0.95)).isEqualTo(Estimate.exact(0));
  }
}
