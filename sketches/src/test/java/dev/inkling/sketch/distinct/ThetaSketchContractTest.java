package dev.inkling.sketch.distinct;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.HashSketchContractTest;
import java.nio.ByteBuffer;

class ThetaSketchContractTest extends HashSketchContractTest<ThetaSketch> {

  @Override
  public ThetaSketch create() {
    return ThetaSketch.create(50);
  }

  @Override
  public ThetaSketch incompatible() {
    return ThetaSketch.create(50, new OtherHash());
  }

  @Override
  public ThetaSketch fromBytes(byte[] bytes) {
    return ThetaSketch.fromBytes(bytes);
  }

  @Override
  public ThetaSketch readFrom(ByteBuffer source) {
    return ThetaSketch.readFrom(source);
  }

  @Override
  public int[] sizes() {
    return new int[] {0, 1, 3, 50, 51, 74, 75, 76, 1_000, 5_000};
  }

  @Override
  public void checkEmptyAnswers(ThetaSketch empty) {
    assertThat(empty.estimate()).isZero();
    assertThat(empty.theta()).isEqualTo(1);
    assertThat(empty.retained()).isZero();
    assertThat(empty.estimate(0.95)).isEqualTo(Estimate.exact(0));
  }
}
