package dev.inkling.sketch.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.HashSketchContractTest;
import java.nio.ByteBuffer;
import java.time.Duration;

/** Filters by time; those by number are not mergeable. */
class AgeingBloomFilterContractTest extends HashSketchContractTest<AgeingBloomFilter> {

  @Override
  public AgeingBloomFilter create() {
    AgeingBloomFilter filter = AgeingBloomFilter.ofTime(Duration.ofSeconds(1), 4, 1_000, 0.01);
    filter.advanceTo(-12_345);
    return filter;
  }

  @Override
  public AgeingBloomFilter incompatible() {
    AgeingBloomFilter filter = AgeingBloomFilter.ofTime(Duration.ofSeconds(2), 4, 1_000, 0.01);
    filter.advanceTo(-12_345);
    return filter;
  }

  @Override
  public AgeingBloomFilter fromBytes(byte[] bytes) {
    return AgeingBloomFilter.fromBytes(bytes);
  }

  @Override
  public AgeingBloomFilter readFrom(ByteBuffer source) {
    return AgeingBloomFilter.readFrom(source);
  }

  @Override
  public void checkEmptyAnswers(AgeingBloomFilter empty) {
    assertThat(empty.mightContain("x")).isFalse();
    assertThat(empty.mightContainHash(0)).isFalse();
    assertThat(empty.mightContainHashes(new long[3], 0, 3, new boolean[3], 0)).isZero();
    assertThat(empty.falsePositiveRate()).isZero();
    assertThat(empty.cardinality()).isZero();
    assertThat(empty.cardinality(0.95)).isEqualTo(Estimate.exact(0));
  }
}
