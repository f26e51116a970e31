package dev.inkling.operator.sampling;

import dev.inkling.operator.Aggregator;
import dev.inkling.operator.Codec;
import dev.inkling.operator.Type;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * An aggregator whose values are those of sampled rows and whose results are about all rows. Its
 * state keeps an accumulator per stratum and knows nothing of the sample: an engine feeds each
 * stratum by an aggregator of its own, merges the states, and asks the result of one that knows how
 * the rows were {@link Drawn}.
 *
 * @param <M> what is kept of a stratum
 * @param <R> the result
 */
public abstract sealed class SampleAggregator<M extends Accumulator<M>, R>
    permits SampleCount, SampleMoments, SampleQuantiles {

  private final String name;
  private final List<Aggregator.Output> outputs;
  private final Supplier<M> factory;
  private final Codec<Strata<M>> codec;
  private final Drawn drawn;
  private final int stratum;

  SampleAggregator(
      String name,
      List<Aggregator.Output> outputs,
      Supplier<M> factory,
      Codec<M> each,
      Drawn drawn,
      int stratum) {
    this.name = name;
    this.outputs = List.copyOf(outputs);
    this.factory = factory;
    this.codec = Strata.codec(factory, each);
    this.drawn = drawn;
    this.stratum = stratum;
  }

  /**
   * The same aggregator for rows of one stratum.
   *
   * @param newDrawn how the rows were drawn
   * @param newStratum the number of the stratum that its values are of; 0 if there are no strata
   */
  public abstract Aggregator<Strata<M>, R> of(Drawn newDrawn, int newStratum);

  /** The accumulator that values go to. */
  final M own(Strata<M> state) {
    return state.at(stratum);
  }

  final Drawn drawn() {
    if (drawn == null) {
      throw new IllegalStateException(
          name + " must be told how its rows were drawn, see SampleAggregator.of");
    }
    return drawn;
  }

  /** What it computes, as EXPLAIN shows it. */
  public final String name() {
    return name;
  }

  /** An empty state. */
  public final Strata<M> create() {
    return Strata.of(factory);
  }

  /** An array of states, all null. */
  @SuppressWarnings({"unchecked", "rawtypes"}) // there are no arrays of generic types
  public final Strata<M>[] newArray(int length) {
    return new Strata[length];
  }

  /** Adds what {@code from} has seen to {@code into}. */
  public final Strata<M> merge(Strata<M> into, Strata<M> from) {
    return into.merge(from);
  }

  /** How states are stored. */
  public final Codec<Strata<M>> codec() {
    return codec;
  }

  /** The bytes of heap of a state. */
  public final long heapBytes(Strata<M> state) {
    return state.heapBytes();
  }

  /** The columns of a result. */
  public final List<Aggregator.Output> outputs() {
    return outputs;
  }

  /** That its values are a sample. */
  public final boolean estimatesFromSample() {
    return true;
  }

  static List<Aggregator.Output> estimate(Type type) {
    return List.of(new Aggregator.Output("", type, true));
  }

  /** Whether the other computes the same; how rows were drawn is no part of that. */
  @Override
  public final boolean equals(Object other) {
    return other instanceof SampleAggregator<?, ?> that
        && getClass() == that.getClass()
        && name.equals(that.name)
        && outputs.equals(that.outputs);
  }

  @Override
  public final int hashCode() {
    return Objects.hash(name, outputs);
  }

  @Override
  public final String toString() {
    return name;
  }
}
