package dev.inkling.benchmarks.engine.flink;

import dev.inkling.benchmarks.engine.Event;
import dev.inkling.benchmarks.engine.ValueSketch;
import org.apache.flink.api.common.functions.AggregateFunction;

/** The median and the 99th percentile. */
final class Quantiles implements AggregateFunction<Event, ValueSketch, double[]> {

  private static final long serialVersionUID = 1L;

  @Override
  public ValueSketch createAccumulator() {
    return new ValueSketch();
  }

  @Override
  public ValueSketch add(Event event, ValueSketch sketch) {
    sketch.add(event);
    return sketch;
  }

  @Override
  public double[] getResult(ValueSketch sketch) {
    return new double[] {sketch.quantile(0.5), sketch.quantile(0.99)};
  }

  @Override
  public ValueSketch merge(ValueSketch into, ValueSketch from) {
    into.merge(from);
    return into;
  }
}
