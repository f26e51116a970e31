package dev.inkling.sketch.quantile;

import java.nio.ByteBuffer;

final class TDigestContractTest extends QuantileSketchContractTest<TDigest> {

  @Override
  public TDigest create() {
    return TDigest.create(50);
  }

  @Override
  public TDigest incompatible() {
    return TDigest.create(51);
  }

  @Override
  public TDigest fromBytes(byte[] bytes) {
    return TDigest.fromBytes(bytes);
  }

  @Override
  public TDigest readFrom(ByteBuffer source) {
    return TDigest.readFrom(source);
  }

  @Override
  public boolean mergeIsExact() {
    return false;
  }
}
