package dev.inkling.sketch.distinct;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.HashSketchContractTest;
import java.nio.ByteBuffer;

class HyperLogLogContractTest extends HashSketchContractTest<HyperLogLog> {

  @Override
  public HyperLogLog create() {
    return HyperLogLog.create(10);
  }

  @Override
  public HyperLogLog incompatible() {
    return HyperLogLog.create(10, new OtherHash());
  }

  @Override
  public HyperLogLog fromBytes(byte[] bytes) {
    return HyperLogLog.fromBytes(bytes);
  }

  @Override
  public HyperLogLog readFrom(ByteBuffer source) {
    return HyperLogLog.readFrom(source);
  }

  @Override
  public int[] sizes() {
    return new int[] {0, 1, 3, 24, 25, 96, 97, 1_000, 5_000};
  }

  @Override
  public void checkEmptyAnswers(HyperLogLog empty) {
    assertThat(empty.estimate()).isZero();
    assertThat(empty.estimate(0.95)).isEqualTo(Estimate.exact(0));
  }
}
