package dev.inkling.sketch.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.HashSketchContractTest;
import java.nio.ByteBuffer;

/** Which filter holds a value depends on the order, so that merging is not exact. */
class ScalableBloomFilterContractTest extends HashSketchContractTest<ScalableBloomFilter> {

  @Override
  public ScalableBloomFilter create() {
    return ScalableBloomFilter.create(100, 0.05);
  }

  @Override
  public ScalableBloomFilter incompatible() {
    return ScalableBloomFilter.create(100, 0.04);
  }

  @Override
  public ScalableBloomFilter fromBytes(byte[] bytes) {
    return ScalableBloomFilter.fromBytes(bytes);
  }

  @Override
  public ScalableBloomFilter readFrom(ByteBuffer source) {
    return ScalableBloomFilter.readFrom(source);
  }

  @Override
  public boolean mergeIsExact() {
    return false;
  }

  @Override
  public void checkEmptyAnswers(ScalableBloomFilter empty) {
    assertThat(empty.mightContain("x")).isFalse();
    assertThat(empty.mightContainHash(0)).isFalse();
    assertThat(empty.filters()).isZero();
    assertThat(empty.promisedRate()).isZero();
    assertThat(empty.falsePositiveRate()).isZero();
    assertThat(empty.cardinality()).isZero();
    assertThat(empty.cardinality(0.95)).isEqualTo(Estimate.exact(0));
  }
}
