package dev.inkling.benchmarks.accuracy;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.Sketch;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What many trials of one question showed.
 *
 * @param n items per trial
 * @param parts sketches that were filled and merged
 * @param trials how many
 * @param bias mean error, in units of the question
 * @param rmse root of the mean squared error, in units of the question
 * @param held90 share of trials in which the 90 % bar held the truth
 * @param held95 share of trials in which the 95 % bar held the truth
 * @param held99 share of trials in which the 99 % bar held the truth
 * @param arm mean of the longer arm of the 95 % bar, in units of the question
 * @param narrowest the arm that would have held the truth in 95 % of these trials
 * @param exact share of the trials whose answer was marked exact
 */
record Coverage(
    long n,
    int parts,
    int trials,
    double bias,
    double rmse,
    double held90,
    double held95,
    double held99,
    double arm,
    double narrowest,
    double exact) {

  private static final double[] CONFIDENCES = {0.90, 0.95, 0.99};

  /** Asks the question of {@code trials} streams, on all processors. */
  static <S extends Sketch<S>> Coverage of(Question<S> question, long n, int parts, int trials) {
    double unit = question.unit(n);
    double[] errors = new double[trials];
    double[] arms = new double[trials];
    boolean[] exact = new boolean[trials];
    boolean[][] held = new boolean[CONFIDENCES.length][trials];
    IntStream.range(0, trials)
        .parallel()
        .forEach(
            trial -> {
              long seed = Items.mix(trial + 1L);
              S sketch = merged(question, seed, n, parts);
              double truth = question.truth(seed, n);
              for (int c = 0; c < CONFIDENCES.length; c++) {
                Estimate answer = question.answer(sketch, seed, n, CONFIDENCES[c]);
                held[c][trial] = answer.contains(truth);
                if (c == 1) {
                  errors[trial] = (answer.value() - truth) / unit;
                  arms[trial] =
                      Math.max(answer.value() - answer.lower(), answer.upper() - answer.value())
                          / unit;
                  exact[trial] = answer.isExact();
                }
              }
            });
    double bias = Arrays.stream(errors).average().orElse(Double.NaN);
    double square = Arrays.stream(errors).map(e -> e * e).average().orElse(Double.NaN);
    double[] absolute = Arrays.stream(errors).map(Math::abs).sorted().toArray();
    double narrowest = absolute[(int) Math.ceil(0.95 * trials) - 1];
    double arm = Arrays.stream(arms).average().orElse(Double.NaN);
    return new Coverage(
        n,
        parts,
        trials,
        bias,
        Math.sqrt(square),
        share(held[0]),
        share(held[1]),
        share(held[2]),
        arm,
        narrowest,
        share(exact));
  }

  /** The same results with another number of parts. */
  Coverage withParts(int other) {
    return new Coverage(
        n, other, trials, bias, rmse, held90, held95, held99, arm, narrowest, exact);
  }

  /** The parts are merged pairwise, neighbours first, as a tree. */
  private static <S extends Sketch<S>> S merged(
      Question<S> question, long seed, long n, int parts) {
    if (parts == 1) {
      S sketch = question.create(seed);
      question.feed(sketch, seed, n, 0, n);
      return sketch;
    }
    return tree(question, seed, n, 0, parts, parts);
  }

  private static <S extends Sketch<S>> S tree(
      Question<S> question, long seed, long n, int first, int last, int parts) {
    if (last - first == 1) {
      S sketch = question.create(seed);
      question.feed(sketch, seed, n, share(n, first, parts), share(n, last, parts));
      return sketch;
    }
    int middle = (first + last) >>> 1;
    return tree(question, seed, n, first, middle, parts)
        .merge(tree(question, seed, n, middle, last, parts));
  }

  private static long share(long n, int part, int parts) {
    return n / parts * part + n % parts * part / parts;
  }

  private static double share(boolean[] marks) {
    int count = 0;
    for (boolean mark : marks) {
      count += mark ? 1 : 0;
    }
    return (double) count / marks.length;
  }
}
