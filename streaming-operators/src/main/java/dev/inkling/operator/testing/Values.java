package dev.inkling.operator.testing;

import dev.inkling.hash.Hash64;
import dev.inkling.operator.Aggregator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The values that an aggregator is fed with, whatever its leaf. */
interface Values<A> {

  int size();

  /** Adds value i. */
  void one(A state, int i);

  /** Adds the values [from, to). */
  void run(A state, int from, int to);

  /** Adds value i to {@code states[groups[i]]}, for i in [from, to). */
  void scatter(A[] states, int[] groups, int from, int to);

  /** The values at these places. */
  Values<A> at(int[] places);

  /** Rows. */
  record Rows<A>(Aggregator.Of<A, ?> aggregator, int size) implements Values<A> {
    @Override
    public void one(A state, int i) {
      aggregator.add(state, 1);
    }

    @Override
    public void run(A state, int from, int to) {
      aggregator.add(state, to - from);
    }

    @Override
    public void scatter(A[] states, int[] groups, int from, int to) {
      aggregator.addScatter(states, groups, from, to);
    }

    @Override
    public Values<A> at(int[] places) {
      return new Rows<>(aggregator, places.length);
    }
  }

  /** Longs. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Longs<A>(Aggregator.OfLong<A, ?> aggregator, long[] values) implements Values<A> {
    @Override
    public int size() {
      return values.length;
    }

    @Override
    public void one(A state, int i) {
      aggregator.add(state, values[i]);
    }

    @Override
    public void run(A state, int from, int to) {
      aggregator.addAll(state, values, from, to);
    }

    @Override
    public void scatter(A[] states, int[] groups, int from, int to) {
      aggregator.addScatter(states, groups, values, from, to);
    }

    @Override
    public Values<A> at(int[] places) {
      return new Longs<>(aggregator, pick(values, places));
    }
  }

  /** Doubles. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Doubles<A>(Aggregator.OfDouble<A, ?> aggregator, double[] values) implements Values<A> {
    @Override
    public int size() {
      return values.length;
    }

    @Override
    public void one(A state, int i) {
      aggregator.add(state, values[i]);
    }

    @Override
    public void run(A state, int from, int to) {
      aggregator.addAll(state, values, from, to);
    }

    @Override
    public void scatter(A[] states, int[] groups, int from, int to) {
      aggregator.addScatter(states, groups, values, from, to);
    }

    @Override
    public Values<A> at(int[] places) {
      double[] picked = new double[places.length];
      for (int i = 0; i < places.length; i++) {
        picked[i] = values[places[i]];
      }
      return new Doubles<>(aggregator, picked);
    }
  }

  /** Hashes. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Hashes<A>(Aggregator.OfHash<A, ?> aggregator, long[] values) implements Values<A> {
    @Override
    public int size() {
      return values.length;
    }

    @Override
    public void one(A state, int i) {
      aggregator.add(state, values[i]);
    }

    @Override
    public void run(A state, int from, int to) {
      aggregator.addAll(state, values, from, to);
    }

    @Override
    public void scatter(A[] states, int[] groups, int from, int to) {
      aggregator.addScatter(states, groups, values, from, to);
    }

    @Override
    public Values<A> at(int[] places) {
      return new Hashes<>(aggregator, pick(values, places));
    }
  }

  /** Texts, as slices of one array that has other bytes between them. */
  final class Texts<A> implements Values<A> {

    private static final byte BETWEEN = (byte) 0xFF; // in no UTF-8 text

    private final Aggregator.OfBytes<A, ?> aggregator;
    private final List<String> texts;
    private final byte[] bytes;
    private final int[] starts;
    private final int[] lengths;
    private final long[] hashes;

    Texts(Aggregator.OfBytes<A, ?> aggregator, List<String> texts) {
      this.aggregator = aggregator;
      this.texts = List.copyOf(texts);
      starts = new int[texts.size()];
      lengths = new int[texts.size()];
      hashes = new long[texts.size()];
      byte[][] utf8 = new byte[texts.size()][];
      int used = 0;
      for (int i = 0; i < utf8.length; i++) {
        utf8[i] = texts.get(i).getBytes(StandardCharsets.UTF_8);
        hashes[i] = Hash64.xxh3().hash(utf8[i], 0, utf8[i].length);
        starts[i] = used + 1;
        lengths[i] = utf8[i].length;
        used += 1 + utf8[i].length;
      }
      bytes = new byte[used + 1];
      Arrays.fill(bytes, BETWEEN);
      for (int i = 0; i < utf8.length; i++) {
        System.arraycopy(utf8[i], 0, bytes, starts[i], lengths[i]);
      }
    }

    @Override
    public int size() {
      return starts.length;
    }

    @Override
    public void one(A state, int i) {
      aggregator.add(state, bytes, starts[i], starts[i] + lengths[i], hashes[i]);
    }

    @Override
    public void run(A state, int from, int to) {
      aggregator.addAll(state, bytes, starts, lengths, hashes, from, to);
    }

    @Override
    public void scatter(A[] states, int[] groups, int from, int to) {
      aggregator.addScatter(states, groups, bytes, starts, lengths, hashes, from, to);
    }

    @Override
    public Values<A> at(int[] places) {
      List<String> picked = new ArrayList<>();
      for (int place : places) {
        picked.add(texts.get(place));
      }
      return new Texts<>(aggregator, picked);
    }
  }

  private static long[] pick(long[] values, int[] places) {
    long[] picked = new long[places.length];
    for (int i = 0; i < places.length; i++) {
      picked[i] = values[places[i]];
    }
    return picked;
  }
}
