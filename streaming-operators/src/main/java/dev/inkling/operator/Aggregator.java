package dev.inkling.operator;

import java.util.List;

/**
 * A way to sum up many values in a state that can be merged. The engine keeps one state per group
 * and partition, feeds it column-wise, and merges. An aggregator itself is immutable.
 *
 * <p>A leaf says what the values are: {@link Of} needs none, {@link OfLong} takes BIGINT, TIMESTAMP
 * and BOOLEAN (1, 0), {@link OfDouble} takes DOUBLE and BIGINT, {@link OfHash} the 64-bit hash of a
 * value of any type ({@link dev.inkling.hash.Hash64#xxh3}), {@link OfBytes} the UTF-8 bytes of a
 * VARCHAR. Nulls never reach a leaf, and NaN never reaches {@link OfDouble}: the engine skips NaN
 * and counts what it skipped.
 *
 * <p>Every leaf has three ways to take values: one; a run of a column into one state; and a
 * scatter, where value {@code i} goes to {@code states[groups[i]]}. They must be equivalent.
 *
 * @param <A> the state
 * @param <R> the result
 */
public sealed interface Aggregator<A, R>
    permits Aggregator.Of,
        Aggregator.OfLong,
        Aggregator.OfDouble,
        Aggregator.OfHash,
        Aggregator.OfBytes {

  /**
   * What it computes, with its parameters, as EXPLAIN shows it: {@code
   * approx_count_distinct(error=0.01)}.
   */
  String name();

  /** A new, empty state. */
  A create();

  /**
   * The same aggregator, whose states draw other random numbers. Random states that are merged need
   * different seeds, so an engine asks for one of these for each of its partitions.
   *
   * @return this, if its states draw none
   */
  default Aggregator<A, R> withSeed(long seed) {
    return this;
  }

  /**
   * Whether its values are a sample of those that it is about, so that it belongs into a {@link
   * Query#sampling}.
   */
  default boolean estimatesFromSample() {
    return false;
  }

  /**
   * Whether many values at a time are added to a state for much less than one by one, as to most
   * sketches. An engine may then let values wait for others of their group, within one partition
   * and in their order.
   */
  default boolean addsInRuns() {
    return false;
  }

  /** A new array of states, all null; what scatter calls take. */
  A[] newArray(int length);

  /**
   * Adds what {@code from} has seen to {@code into}; {@code from} stays as it is.
   *
   * @return the merged state, which may be {@code into} itself
   */
  A merge(A into, A from);

  /**
   * The result of a state; shares nothing mutable with it.
   *
   * @param confidence of the bars of the result, in (0, 1)
   */
  R result(A state, double confidence);

  /** How states are stored. */
  Codec<A> codec();

  /** The bytes of heap that a state occupies. */
  long heapBytes(A state);

  /** The columns that a result becomes in an answer; at least one. */
  List<Output> outputs();

  /**
   * The value of a result's column: Long, Double, String or Boolean of an exact one, {@link
   * dev.inkling.sketch.Estimate} of an approximate one, a {@code List<}{@link TopItem}{@code >} of
   * {@link Type#TOP_ITEMS}, a list of Long, Double, String or Boolean of {@link Type#VALUES}; null
   * where there is none (the minimum of nothing).
   */
  Object output(R result, int index);

  /**
   * A column of a result.
   *
   * @param suffix what is appended to the aggregate's name, empty if there is one column only
   * @param type the type of the value; a BIGINT estimate is rounded outwards when it is shown
   * @param approximate whether the value is an estimate
   */
  record Output(String suffix, Type type, boolean approximate) {}

  /** An aggregator that counts rows and looks at no value. */
  non-sealed interface Of<A, R> extends Aggregator<A, R> {
    /** Adds this many rows. */
    void add(A state, long rows);

    /** Adds row i to {@code states[groups[i]]}, for i in [from, to). */
    void addScatter(A[] states, int[] groups, int from, int to);
  }

  /** An aggregator of longs. */
  non-sealed interface OfLong<A, R> extends Aggregator<A, R> {
    /** Adds a value. */
    void add(A state, long value);

    /** Adds {@code values[from, to)}. */
    void addAll(A state, long[] values, int from, int to);

    /** Adds {@code values[i]} to {@code states[groups[i]]}, for i in [from, to). */
    void addScatter(A[] states, int[] groups, long[] values, int from, int to);
  }

  /** An aggregator of doubles, none of them NaN. */
  non-sealed interface OfDouble<A, R> extends Aggregator<A, R> {
    /** Adds a value. */
    void add(A state, double value);

    /** Adds {@code values[from, to)}. */
    void addAll(A state, double[] values, int from, int to);

    /** Adds {@code values[i]} to {@code states[groups[i]]}, for i in [from, to). */
    void addScatter(A[] states, int[] groups, double[] values, int from, int to);
  }

  /** An aggregator of 64-bit hashes. */
  non-sealed interface OfHash<A, R> extends Aggregator<A, R> {
    /** Adds the value with this hash. */
    void add(A state, long hash);

    /** Adds the values with {@code hashes[from, to)}. */
    void addAll(A state, long[] hashes, int from, int to);

    /** Adds the value with {@code hashes[i]} to {@code states[groups[i]]}, for i in [from, to). */
    void addScatter(A[] states, int[] groups, long[] hashes, int from, int to);
  }

  /** An aggregator of texts that needs their bytes; their hashes come with them. */
  non-sealed interface OfBytes<A, R> extends Aggregator<A, R> {
    /** Adds the text {@code bytes[from, to)}. */
    void add(A state, byte[] bytes, int from, int to, long hash);

    /** Adds the texts {@code bytes[starts[i], starts[i] + lengths[i])} for i in [from, to). */
    void addAll(
        A state, byte[] bytes, int[] starts, int[] lengths, long[] hashes, int from, int to);

    /** Adds the text i to {@code states[groups[i]]}, for i in [from, to). */
    void addScatter(
        A[] states,
        int[] groups,
        byte[] bytes,
        int[] starts,
        int[] lengths,
        long[] hashes,
        int from,
        int to);
  }
}
