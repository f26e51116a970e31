package dev.inkling.benchmarks.engine.flink;

import dev.inkling.benchmarks.engine.Event;
import dev.inkling.benchmarks.engine.UserSketch;
import org.apache.flink.api.common.functions.AggregateFunction;

/** The number of events and of distinct users. */
final class Users implements AggregateFunction<Event, UserSketch, double[]> {

  private static final long serialVersionUID = 1L;

  @Override
  public UserSketch createAccumulator() {
    return new UserSketch();
  }

  @Override
  public UserSketch add(Event event, UserSketch sketch) {
    sketch.add(event);
    return sketch;
  }

  @Override
  public double[] getResult(UserSketch sketch) {
    return new double[] {sketch.events(), sketch.users()};
  }

  @Override
  public UserSketch merge(UserSketch into, UserSketch from) {
    into.merge(from);
    return into;
  }
}
