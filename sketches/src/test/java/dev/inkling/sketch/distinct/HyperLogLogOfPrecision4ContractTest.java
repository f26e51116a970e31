package dev.inkling.sketch.distinct;

import dev.inkling.hash.Hash64;
import java.nio.ByteBuffer;

class HyperLogLogOfPrecision4ContractTest extends HyperLogLogContractTest {

  @Override
  public HyperLogLog create() {
    return HyperLogLog.create(4, Hash64.murmur3());
  }

  @Override
  public HyperLogLog incompatible() {
    return HyperLogLog.create(4);
  }

  @Override
  public HyperLogLog fromBytes(byte[] bytes) {
    return HyperLogLog.fromBytes(bytes, Hash64.murmur3());
  }

  @Override
  public HyperLogLog readFrom(ByteBuffer source) {
    return HyperLogLog.readFrom(source, Hash64.murmur3());
  }

  @Override
  public int[] sizes() {
    return new int[] {0, 1, 3, 6, 7, 100, 5_000};
  }
}
