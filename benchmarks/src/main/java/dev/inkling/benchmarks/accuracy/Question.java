package dev.inkling.benchmarks.accuracy;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.Sketch;

/**
 * A question that a sketch of one size answers about a random stream whose true answer is known.
 *
 * @param <S> the kind of sketch
 */
interface Question<S extends Sketch<S>> {

  /** The sketch and its size. */
  String subject();

  /** An empty sketch for the stream {@code seed}. */
  S create(long seed);

  /** Adds the items {@code [from, to)} of the {@code n} items of the stream {@code seed}. */
  void feed(S sketch, long seed, long n, long from, long to);

  /** The answer of a sketch that has seen all {@code n} items. */
  Estimate answer(S sketch, long seed, long n, double confidence);

  /** The true answer for the first {@code n} items. */
  double truth(long seed, long n);

  /** What errors are divided by, so that sizes can be compared. */
  double unit(long n);
}
