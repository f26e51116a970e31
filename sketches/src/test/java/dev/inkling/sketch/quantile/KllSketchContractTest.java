package dev.inkling.sketch.quantile;

import java.nio.ByteBuffer;

final class KllSketchContractTest extends QuantileSketchContractTest<KllSketch> {

  @Override
  public KllSketch create() {
    return KllSketch.create(20, 5);
  }

  @Override
  public KllSketch incompatible() {
    return KllSketch.create(21, 5);
  }

  @Override
  public KllSketch fromBytes(byte[] bytes) {
    return KllSketch.fromBytes(bytes);
  }

  @Override
  public KllSketch readFrom(ByteBuffer source) {
    return KllSketch.readFrom(source);
  }

  @Override
  public boolean mergeIsExact() {
    return false;
  }
}
