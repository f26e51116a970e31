package dev.inkling.sketch.quantile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.SketchContractTest;
import java.util.SplittableRandom;

/**
 * The laws of every {@link QuantileSketch}, fed with numbers of which some repeat.
 *
 * @param <S> the sketch under test
 */
abstract class QuantileSketchContractTest<S extends QuantileSketch<S>>
    extends SketchContractTest<S> {

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
  public void add(S sketch, int from, int to) {
    for (int i = from; i < to; i++) {
      sketch.add(STREAM[i]);
    }
  }

  @Override
  public void addBatch(S sketch, int from, int to) {
    sketch.addAll(STREAM, from, to);
  }

  @Override
  public void checkEmptyAnswers(S empty) {
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
