package dev.inkling.sketch.quantile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.SketchContractTest;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

final class KllSketchContractTest extends SketchContractTest<KllSketch> {

  private static final double[] STREAM = stream();

  private static double[] stream() {
    SplittableRandom random = new SplittableRandom(7);
    double[] stream = new double[20_000];
    for (int i = 0; i < stream.length; i++) {
      stream[i] = i % 5 == 0 ? random.nextInt(10) : random.nextDouble(-5, 15);
    }
    return stream;
  }

  @Override
  public KllSketch create() {
    return KllSketch.create(20, 5);
  }

  @Override
  public KllSketch incompatible() {
    return KllSketch.create(21, 5);
  }

  @Override
  public void add(KllSketch sketch, int from, int to) {
    for (int i = from; i < to; i++) {
      sketch.add(STREAM[i]);
    }
  }

  @Override
  public void addBatch(KllSketch sketch, int from, int to) {
    sketch.addAll(STREAM, from, to);
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

  @Override
  public void checkEmptyAnswers(KllSketch empty) {
    assertThat(empty.count()).isZero();
    assertThat(empty.min()).isNaN();
    assertThat(empty.max()).isNaN();
    assertThat(empty.quantile(0.5)).isNaN();
    assertThat(empty.rank(0)).isNaN();
    Estimate nothing = empty.quantile(1, 0.95);
    assertThat(nothing.value()).isNaN();
    assertThat(nothing.lower()).isNaN();
    assertThat(nothing.upper()).isNaN();
    assertThat(empty.rank(0, 0.95).value()).isNaN();
  }
}
