package dev.inkling.sketch.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.HashSketchContractTest;
import java.nio.ByteBuffer;

class BloomFilterContractTest extends HashSketchContractTest<BloomFilter> {

  @Override
  public BloomFilter create() {
    return BloomFilter.create(1_000, 0.01);
  }

  @Override
  public BloomFilter incompatible() {
    return BloomFilter.create(2_000, 0.01);
  }

  @Override
  public BloomFilter fromBytes(byte[] bytes) {
    return BloomFilter.fromBytes(bytes);
  }

  @Override
  public BloomFilter readFrom(ByteBuffer source) {
    return BloomFilter.readFrom(source);
  }

  @Override
  public void checkEmptyAnswers(BloomFilter empty) {
    assertThat(empty.mightContain("x")).isFalse();
    assertThat(empty.mightContainHash(0)).isFalse();
    assertThat(empty.falsePositiveRate()).isZero();
    assertThat(empty.cardinality()).isZero();
    assertThat(empty.cardinality(0.95)).isEqualTo(Estimate.exact(0));
  }
}
