package dev.inkling.sketch.distinct;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.HashSketchContractTest;
import java.nio.ByteBuffer;

class ExaLogLogContractTest extends HashSketchContractTest<ExaLogLog> {

  @Override
  public ExaLogLog create() {
    return ExaLogLog.create(7);
  }

  @Override
  public ExaLogLog incompatible() {
    return ExaLogLog.create(7, new OtherHash());
  }

  @Override
  public ExaLogLog fromBytes(byte[] bytes) {
    return ExaLogLog.fromBytes(bytes);
  }

  @Override
  public ExaLogLog readFrom(ByteBuffer source) {
    return ExaLogLog.readFrom(source);
  }

  @Override
  public int[] sizes() {
    return new int[] {0, 1, 3, 24, 25, 100, 1_000, 5_000};
  }

  @Override
  public void checkEmptyAnswers(ExaLogLog empty) {
    assertThat(empty.estimate()).isZero();
    assertThat(empty.estimate(0.95)).isEqualTo(Estimate.exact(0));
  }
}
