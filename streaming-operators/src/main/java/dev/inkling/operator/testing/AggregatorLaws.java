package dev.inkling.operator.testing;

import dev.inkling.operator.Aggregator;
import dev.inkling.operator.TopItem;
import dev.inkling.operator.Type;
import dev.inkling.sketch.Estimate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;

/**
 * The laws that engines rely on, checked on an aggregator and values of your own. It splits the
 * values at random, feeds the parts in all three ways, stores and restores the states around every
 * call, and merges them in a random order. What is checked:
 *
 * <ul>
 *   <li>one by one, in runs or scattered: the states are the same;
 *   <li>a new state is neutral in merges, and however values are split, the merged results agree;
 *   <li>{@code merge} leaves its right side as it was, and the two share nothing afterwards;
 *   <li>{@code result} shares nothing with the state, and asked twice it says the same;
 *   <li>the same calls give the same bytes;
 *   <li>{@code codec.size} is exact, restored states have the bytes they came from, and bytes that
 *       are cut off or damaged give an IllegalArgumentException or a state, nothing else;
 *   <li>{@code output} gives what {@code outputs} announces.
 * </ul>
 *
 * <p>A law that does not hold is an {@link AssertionError} that names the law, what happened, and
 * the seed that replays it. No test framework is needed:
 *
 * <pre>{@code
 * AggregatorLaws.ofLongs(Aggregators.sumLongs(), 1, 2, 3).withSeed(7).check();
 * }</pre>
 *
 * @param <A> the aggregator's state
 * @param <R> its result
 */
public final class AggregatorLaws<A, R> {

  private static final int MOST_PARTS = 5;
  private static final int MOST_GROUPS = 4;
  private static final int MOST_RUN = 100;

  private final Aggregator<A, R> aggregator;
  private final Values<A> values;
  private final BiPredicate<? super R, ? super R> agreement;
  private final long seed;
  private final int rounds;
  private final double confidence;
  private final Snapshots<A> snapshots;

  private AggregatorLaws(
      Aggregator<A, R> aggregator,
      Values<A> values,
      BiPredicate<? super R, ? super R> agreement,
      long seed,
      int rounds,
      double confidence) {
    if (rounds < 1) {
      throw new IllegalArgumentException("rounds must be at least 1, got " + rounds);
    }
    this.aggregator = aggregator;
    this.values = values;
    this.agreement = agreement;
    this.seed = seed;
    this.rounds = rounds;
    this.confidence = confidence;
    this.snapshots = new Snapshots<>(aggregator.codec());
  }

  private static <A, R> AggregatorLaws<A, R> of(Aggregator<A, R> aggregator, Values<A> values) {
    return new AggregatorLaws<>(aggregator, values, Objects::equals, 1, 10, 0.95);
  }

  /** The laws of an aggregator of rows, over this many. */
  public static <A, R> AggregatorLaws<A, R> ofRows(Aggregator.Of<A, R> aggregator, int rows) {
    return of(aggregator, new Values.Rows<>(aggregator, rows));
  }

  /** The laws of an aggregator of longs, over these. */
  public static <A, R> AggregatorLaws<A, R> ofLongs(
      Aggregator.OfLong<A, R> aggregator, long... longs) {
    return of(aggregator, new Values.Longs<>(aggregator, longs.clone()));
  }

  /** The laws of an aggregator of doubles, over these. */
  public static <A, R> AggregatorLaws<A, R> ofDoubles(
      Aggregator.OfDouble<A, R> aggregator, double... doubles) {
    return of(aggregator, new Values.Doubles<>(aggregator, doubles.clone()));
  }

  /** The laws of an aggregator of hashes, over these. */
  public static <A, R> AggregatorLaws<A, R> ofHashes(
      Aggregator.OfHash<A, R> aggregator, long... hashes) {
    return of(aggregator, new Values.Hashes<>(aggregator, hashes.clone()));
  }

  /** The laws of an aggregator of texts, over these. */
  public static <A, R> AggregatorLaws<A, R> ofTexts(
      Aggregator.OfBytes<A, R> aggregator, List<String> texts) {
    return of(aggregator, new Values.Texts<>(aggregator, texts));
  }

  /** With another seed of all that is random; 1 unless told. */
  public AggregatorLaws<A, R> withSeed(long newSeed) {
    return new AggregatorLaws<>(aggregator, values, agreement, newSeed, rounds, confidence);
  }

  /** With this many random splits; 10 unless told. */
  public AggregatorLaws<A, R> withRounds(int newRounds) {
    return new AggregatorLaws<>(aggregator, values, agreement, seed, newRounds, confidence);
  }

  /** With results at this confidence; 0.95 unless told. */
  public AggregatorLaws<A, R> withConfidence(double newConfidence) {
    return new AggregatorLaws<>(aggregator, values, agreement, seed, rounds, newConfidence);
  }

  /**
   * For an aggregator whose results may depend on the order of values or the way they are split:
   * when two results over the same values agree. Unless told, when they are equal.
   */
  public AggregatorLaws<A, R> withAgreement(BiPredicate<? super R, ? super R> newAgreement) {
    return new AggregatorLaws<>(aggregator, values, newAgreement, seed, rounds, confidence);
  }

  /**
   * Checks all laws.
   *
   * @return the result over all values, added one by one
   * @throws AssertionError if one does not hold
   */
  public R check() {
    R expected = null;
    for (int round = 0; round < rounds; round++) {
      SplittableRandom random = new SplittableRandom(seed + round);
      expected = result(direct());
      R truth = expected;
      law("new states", round, () -> checkNewStates(random));
      law("one, run, scatter", round, () -> checkWays(truth, random));
      law("neutral element", round, () -> checkNeutral(truth));
      law("split and merge", round, () -> checkSplit(truth, random));
      law("right side of merge", round, () -> checkRightSide(random));
      law("result", round, () -> checkResult(truth, random));
      law("codec", round, () -> snapshots.check(direct(), random));
    }
    return expected;
  }

  private void law(String name, int round, Runnable law) {
    String head = aggregator.name() + ", law \"" + name + "\", withSeed(" + (seed + round) + "): ";
    try {
      law.run();
    } catch (AssertionError e) {
      throw new AssertionError(head + e.getMessage(), e);
    } catch (RuntimeException e) {
      throw new AssertionError(head + "threw " + e, e);
    }
  }

  private void checkNewStates(SplittableRandom random) {
    A[] array = aggregator.newArray(3);
    Law.holds(array.length == 3, () -> "newArray(3) has length " + array.length);
    for (int i = 0; i < array.length; i++) {
      Law.holds(array[i] == null, () -> "the states of newArray must be null");
      array[i] = aggregator.create();
    }
    Law.holds(array[0] != array[1], () -> "create must make a state of its own every time");
    Law.holds(aggregator.heapBytes(array[0]) > 0, () -> "heapBytes must be above 0");
    byte[] empty = snapshots.store(array[0]);
    values.run(array[0], 0, 0);
    values.scatter(array, new int[0], 0, 0);
    Law.equal(empty, snapshots.store(array[0]), "adding nothing changed a new state");
    values.run(array[1], 0, values.size());
    Law.equal(empty, snapshots.store(array[0]), "adding to a state changed another");
    checkOutputs(result(array[0]));
    snapshots.check(array[0], random);
  }

  private void checkWays(R expected, SplittableRandom random) {
    A runs = aggregator.create();
    for (int from = 0; from < values.size(); ) {
      int to = Math.min(values.size(), from + 1 + random.nextInt(MOST_RUN));
      values.run(runs, from, to);
      from = to;
    }
    checkSame(direct(), runs, expected, "addAll and add differ");

    int groups = 1 + random.nextInt(MOST_GROUPS);
    int[] groupOf = random.ints(values.size(), 0, groups).toArray();
    A[] scattered = states(groups);
    A[] single = states(groups);
    int middle = values.size() == 0 ? 0 : random.nextInt(values.size());
    values.scatter(scattered, groupOf, 0, middle);
    values.scatter(scattered, groupOf, middle, values.size());
    for (int i = 0; i < values.size(); i++) {
      values.one(single[groupOf[i]], i);
    }
    boolean same = true;
    for (int g = 0; g < groups; g++) {
      same &= Arrays.equals(snapshots.store(single[g]), snapshots.store(scattered[g]));
    }
    if (!same) {
      checkAgrees(expected, mergeAll(scattered), "addScatter and add differ");
    }
  }

  private void checkSame(A one, A other, R expected, String otherwise) {
    if (!Arrays.equals(snapshots.store(one), snapshots.store(other))) {
      checkAgrees(expected, other, otherwise);
    }
  }

  private void checkNeutral(R expected) {
    checkAgrees(
        expected, aggregator.merge(aggregator.create(), direct()), "a new state is not neutral");
    checkAgrees(
        expected, aggregator.merge(direct(), aggregator.create()), "a new state is not neutral");
    R nothing = result(aggregator.create());
    A two = aggregator.merge(aggregator.create(), aggregator.create());
    checkAgrees(nothing, two, "two new states merged are not new");
  }

  private void checkSplit(R expected, SplittableRandom random) {
    long script = random.nextLong();
    A merged = split(new SplittableRandom(script), true);
    checkAgrees(expected, merged, "split, stored, restored and merged");
    A again = split(new SplittableRandom(script), true);
    Law.equal(snapshots.store(merged), snapshots.store(again), "the same calls gave other bytes");
    A undisturbed = split(new SplittableRandom(script), false);
    checkAgrees(expected, undisturbed, "split and merged");
  }

  /** Feeds the values in parts and merges these, at the random number generator's will. */
  private A split(SplittableRandom random, boolean restoring) {
    int parts = 1 + random.nextInt(MOST_PARTS);
    int[] partOf = random.ints(values.size(), 0, parts).toArray();
    List<A> states = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      states.add(fed(values.at(places(partOf, part)), random, restoring));
    }
    while (states.size() > 1) {
      A from = states.remove(random.nextInt(states.size()));
      int target = random.nextInt(states.size());
      A into = states.get(target);
      states.set(
          target,
          restoring
              ? snapshots.throughBytes(
                  aggregator.merge(snapshots.throughBytes(into), snapshots.throughBytes(from)))
              : aggregator.merge(into, from));
    }
    return states.get(0);
  }

  private A fed(Values<A> part, SplittableRandom random, boolean restoring) {
    A state = aggregator.create();
    for (int from = 0; from < part.size(); ) {
      if (restoring) {
        state = snapshots.throughBytes(state);
      }
      int to = Math.min(part.size(), from + 1 + random.nextInt(MOST_RUN));
      switch (random.nextInt(3)) {
        case 0 -> {
          to = from + 1;
          part.one(state, from);
        }
        case 1 -> part.run(state, from, to);
        default -> {
          A[] array = aggregator.newArray(1);
          array[0] = state;
          part.scatter(array, new int[part.size()], from, to);
        }
      }
      from = to;
    }
    return state;
  }

  private void checkRightSide(SplittableRandom random) {
    int[] sideOf = random.ints(values.size(), 0, 2).toArray();
    Values<A> left = values.at(places(sideOf, 0));
    Values<A> right = values.at(places(sideOf, 1));
    Values<A> nothing = values.at(new int[0]);
    checkRightSide(fed(left, random, false), fed(right, random, false));
    checkRightSide(fed(nothing, random, false), fed(right, random, false));
    checkRightSide(fed(left, random, false), fed(nothing, random, false));
  }

  private void checkRightSide(A into, A from) {
    byte[] before = snapshots.store(from);
    A merged = aggregator.merge(into, from);
    Law.holds(merged != from, () -> "merge returned its right side");
    Law.equal(before, snapshots.store(from), "merge changed its right side");
    values.run(merged, 0, values.size());
    Law.equal(before, snapshots.store(from), "adding to what was merged changed the right side");
    byte[] after = snapshots.store(merged);
    values.run(from, 0, values.size());
    Law.equal(after, snapshots.store(merged), "adding to the right side changed what was merged");
  }

  private void checkResult(R expected, SplittableRandom random) {
    A state = direct();
    R first = result(state);
    List<Object> shown = checkOutputs(first);
    Law.holds(
        shown.equals(checkOutputs(result(state))),
        () -> "result says something else when asked again");
    values.run(state, 0, values.size());
    if (values.size() > 0) {
      values.one(state, random.nextInt(values.size()));
    }
    List<Object> later = checkOutputs(first);
    Law.holds(
        shown.equals(later),
        () -> "adding to the state changed its result from " + shown + " to " + later);
    A restored = snapshots.throughBytes(direct());
    checkAgrees(expected, restored, "a restored state has another result");
  }

  /** The values of a result's columns, which must be what was announced. */
  private List<Object> checkOutputs(R result) {
    List<Aggregator.Output> outputs = aggregator.outputs();
    Law.holds(!outputs.isEmpty(), () -> "outputs must not be empty");
    Set<String> suffixes = new HashSet<>();
    List<Object> shown = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      Aggregator.Output output = outputs.get(i);
      Law.holds(
          suffixes.add(output.suffix()), () -> "two outputs have the suffix " + output.suffix());
      Object value = aggregator.output(result, i);
      boolean fits = value == null || classOf(output).isInstance(value);
      Law.holds(fits, () -> output + " should be " + classOf(output) + ", got " + value.getClass());
      if (value instanceof List<?> items && output.type() == Type.TOP_ITEMS) {
        Law.holds(
            items.stream().allMatch(TopItem.class::isInstance),
            () -> "TOP_ITEMS must be TopItems, got " + items);
      }
      shown.add(value);
    }
    return shown;
  }

  private static Class<?> classOf(Aggregator.Output output) {
    return switch (output.type()) {
      case TOP_ITEMS, VALUES -> List.class;
      case VARCHAR -> String.class;
      case BOOLEAN -> Boolean.class;
      case DOUBLE -> output.approximate() ? Estimate.class : Double.class;
      case BIGINT, TIMESTAMP -> output.approximate() ? Estimate.class : Long.class;
    };
  }

  private void checkAgrees(R expected, A state, String otherwise) {
    R actual = result(state);
    Law.holds(
        agreement.test(expected, actual),
        () -> otherwise + ": expected " + expected + ", got " + actual);
  }

  private R result(A state) {
    return aggregator.result(state, confidence);
  }

  private A direct() {
    A state = aggregator.create();
    for (int i = 0; i < values.size(); i++) {
      values.one(state, i);
    }
    return state;
  }

  private A[] states(int count) {
    A[] states = aggregator.newArray(count);
    for (int i = 0; i < count; i++) {
      states[i] = aggregator.create();
    }
    return states;
  }

  private A mergeAll(A[] states) {
    A merged = states[0];
    for (int i = 1; i < states.length; i++) {
      merged = aggregator.merge(merged, states[i]);
    }
    return merged;
  }

  private static int[] places(int[] partOf, int part) {
    return IntStream.range(0, partOf.length).filter(i -> partOf[i] == part).toArray();
  }
}
