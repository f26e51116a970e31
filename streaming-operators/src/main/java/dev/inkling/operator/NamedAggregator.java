package dev.inkling.operator;

import java.util.List;
import java.util.Objects;

/**
 * What all aggregators of this package share: a name that says all parameters, so that two of one
 * name and the same outputs are equal, and being the codec of their own states.
 */
abstract class NamedAggregator<A, R> implements Codec<A> {

  private final String name;
  private final List<Aggregator.Output> outputs;

  NamedAggregator(String name, List<Aggregator.Output> outputs) {
    this.name = name;
    this.outputs = outputs;
  }

  /** With one output, which has no suffix. */
  NamedAggregator(String name, Type type, boolean approximate) {
    this(name, List.of(new Aggregator.Output("", type, approximate)));
  }

  public final String name() {
    return name;
  }

  public final List<Aggregator.Output> outputs() {
    return outputs;
  }

  public final Codec<A> codec() {
    return this;
  }

  /** The result itself, where there is one output only. */
  public Object output(R result, int index) {
    Objects.checkIndex(index, outputs.size());
    return result;
  }

  /** Whether functions that the name does not say are the same in another of this class. */
  boolean hasSameFunctions(NamedAggregator<?, ?> other) {
    return true;
  }

  @Override
  public final boolean equals(Object other) {
    return other instanceof NamedAggregator<?, ?> that
        && getClass() == that.getClass()
        && name.equals(that.name)
        && outputs.equals(that.outputs)
        && hasSameFunctions(that);
  }

  @Override
  public final int hashCode() {
    return name.hashCode();
  }

  @Override
  public final String toString() {
    return name;
  }
}
