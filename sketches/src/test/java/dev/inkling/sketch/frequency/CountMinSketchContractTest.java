package dev.inkling.sketch.frequency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.HashSketchContractTest;
import java.nio.ByteBuffer;

class CountMinSketchContractTest extends HashSketchContractTest<CountMinSketch> {

  @Override
  public CountMinSketch create() {
    return CountMinSketch.create(256, 4);
  }

  @Override
  public CountMinSketch incompatible() {
    return CountMinSketch.create(512, 4);
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
  public void checkEmptyAnswers(CountMinSketch empty) {
    assertThat(empty.total()).isZero();
    assertThat(empty.frequencyOfHash(17)).isZero();
    assertThat(empty.frequency("x")).isZero();
    assertThat(empty.error(0.9)).isZero();
    assertThat(empty.estimateHash(17, 0.95)).isEqualTo(Estimate.exact(0));
  }
}
