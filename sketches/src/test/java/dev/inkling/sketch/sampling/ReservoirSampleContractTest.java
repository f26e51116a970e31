package dev.inkling.sketch.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkling.sketch.SketchContractTest;
import java.nio.ByteBuffer;

final class ReservoirSampleContractTest extends SketchContractTest<ReservoirSample> {

  private static final long[] STREAM = stream();

  private static long[] stream() {
    long[] stream = new long[20_000];
    for (int i = 0; i < stream.length; i++) {
      stream[i] = (long) i * 0x9E3779B97F4A7C15L;
    }
    return stream;
  }

  @Override
  public ReservoirSample create() {
    return ReservoirSample.create(40, 12345);
  }

  @Override
  public ReservoirSample incompatible() {
    return ReservoirSample.create(41, 12345);
  }

  @Override
  public void add(ReservoirSample sketch, int from, int to) {
    for (int i = from; i < to; i++) {
      sketch.add(STREAM[i]);
    }
  }

  @Override
  public void addBatch(ReservoirSample sketch, int from, int to) {
    sketch.addAll(STREAM, from, to);
  }

  @Override
  public ReservoirSample fromBytes(byte[] bytes) {
    return ReservoirSample.fromBytes(bytes);
  }

  @Override
  public ReservoirSample readFrom(ByteBuffer source) {
    return ReservoirSample.readFrom(source);
  }

  @Override
  public boolean mergeIsExact() {
    return false;
  }

  @Override
  public void checkEmptyAnswers(ReservoirSample empty) {
    assertThat(empty.count()).isZero();
    assertThat(empty.held()).isZero();
    assertThat(empty.toArray()).isEmpty();
  }
}
