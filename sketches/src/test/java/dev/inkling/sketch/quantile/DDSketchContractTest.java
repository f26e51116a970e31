package dev.inkling.sketch.quantile;

import java.nio.ByteBuffer;

final class DDSketchContractTest extends QuantileSketchContractTest<DDSketch> {

  @Override
  public DDSketch create() {
    return DDSketch.withRelativeError(0.02);
  }

  @Override
  public DDSketch incompatible() {
    return DDSketch.withRelativeError(0.2);
  }

  @Override
  public DDSketch fromBytes(byte[] bytes) {
    return DDSketch.fromBytes(bytes);
  }

  @Override
  public DDSketch readFrom(ByteBuffer source) {
    return DDSketch.readFrom(source);
  }

  @Override
  public boolean mergeIsExact() {
    return true;
  }
}
