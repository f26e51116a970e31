package dev.inkling.cli.accuracy;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.quantile.DDSketch;
import dev.inkling.sketch.quantile.KllSketch;
import dev.inkling.sketch.quantile.QuantileSketch;
import dev.inkling.sketch.quantile.TDigest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/**
 * Quantiles. A TDigest depends on the order of the numbers and nothing else: it sees the file's
 * order and orders shuffled within chunks of 65,536. A KllSketch flips coins: it has several seeds.
 * A DDSketch depends on the numbers alone. All are filled while the file is read.
 */
final class QuantileTrial implements Trial {

  /** Below this every integer is a double. */
  private static final double EXACT_INTEGERS = 1L << 53;

  private static final int[] COMPRESSIONS = {50, 100, 200, 500, 1_000, 2_000};
  private static final int[] KS = {50, 100, 200, 400, 800, 1_600, 3_200};
  private static final double[] RELATIVE_ERRORS = {0.05, 0.02, 0.01, 0.005, 0.001};

  private static final int DIGEST_ORDERS = 3;
  private static final int KLL_SEEDS = 10;
  private static final int MERGED_SEEDS = 4;

  private final AccuracyStudy.Wish wish;
  private final List<Aim> aims;
  private final List<Subject<?>> subjects = new ArrayList<>();

  QuantileTrial(AccuracyStudy.Wish wish) {
    this.wish = wish;
    List<String> fractions = Arrays.stream(Ranks.FRACTIONS).mapToObj(Double::toString).toList();
    this.aims =
        List.of(
            new Aim("rank", "of all ranks, at each quantile", Double.NaN, fractions),
            new Aim("value", "of the value, at each quantile", Double.NaN, fractions));
    for (int compression : COMPRESSIONS) {
      subjects.add(
          new Subject<>(
              contender(
                  "TDigest",
                  "compression " + compression,
                  "TDigest.create(" + compression + ")",
                  seed -> TDigest.create(compression)),
              seed -> TDigest.create(compression),
              DIGEST_ORDERS,
              true,
              1));
    }
    for (int k : KS) {
      subjects.add(
          new Subject<>(
              contender(
                  "KllSketch",
                  "k = " + k,
                  "KllSketch.create(" + k + ")",
                  seed -> KllSketch.create(k, seed)),
              seed -> KllSketch.create(k, seed),
              KLL_SEEDS,
              false,
              MERGED_SEEDS));
    }
    for (double error : RELATIVE_ERRORS) {
      subjects.add(
          new Subject<>(
              contender(
                  "DDSketch",
                  String.format(Locale.ROOT, "error %s %%", shown(error * 100)),
                  "DDSketch.withRelativeError(" + error + ")",
                  seed -> DDSketch.withRelativeError(error)),
              seed -> DDSketch.withRelativeError(error),
              1,
              false,
              1));
    }
  }

  private <S extends QuantileSketch<S>> Contender contender(
      String sketch, String size, String code, IntFunction<S> maker) {
    return new Contender(
        sketch,
        size,
        code,
        aims,
        () -> {
          S fresh = maker.apply(0);
          return chunk -> fresh.addAll(chunk.numbers(), 0, chunk.size());
        });
  }

  /** A number, without a fraction if it is known to have none. */
  static String shown(double number) {
    return number == Math.rint(number) && Math.abs(number) < EXACT_INTEGERS
        ? Long.toString((long) number)
        : Double.toString(number);
  }

  /** The sketches of one kind and size. */
  private static final class Subject<S extends QuantileSketch<S>> implements ColumnChunk.Consumer {
    private final Contender contender;
    private final boolean shuffled;
    private final List<S> wholes = new ArrayList<>();
    private final List<List<S>> parts = new ArrayList<>();
    private final List<S> mergeds = new ArrayList<>();
    private final double[] shuffledNumbers = new double[ColumnChunk.CAPACITY];
    private long chunks;

    /**
     * Empty sketches.
     *
     * @param maker makes one of a seed
     * @param runs how many see all numbers, each with a seed of its own
     * @param shuffled whether all of them but the first see an order of their own
     * @param partedRuns how many times as many as there are parts see a part
     */
    Subject(Contender contender, IntFunction<S> maker, int runs, boolean shuffled, int partedRuns) {
      this.contender = contender;
      this.shuffled = shuffled;
      for (int run = 0; run < runs; run++) {
        wholes.add(maker.apply(run));
      }
      for (int run = 0; run < partedRuns; run++) {
        List<S> ofRun = new ArrayList<>();
        for (int p = 0; p < PARTS; p++) {
          ofRun.add(maker.apply(runs + run * PARTS + p));
        }
        parts.add(ofRun);
      }
    }

    @Override
    public void accept(ColumnChunk chunk) {
      double[] numbers = chunk.numbers();
      int n = chunk.size();
      wholes.get(0).addAll(numbers, 0, n);
      for (int run = 1; run < wholes.size(); run++) {
        double[] order = numbers;
        if (shuffled) {
          order = shuffledNumbers;
          System.arraycopy(numbers, 0, order, 0, n);
          Seeds.shuffle(order, n, run, chunks);
        }
        wholes.get(run).addAll(order, 0, n);
      }
      for (List<S> ofRun : parts) {
        for (int p = 0; p < PARTS; p++) {
          ofRun.get(p).addAll(numbers, p * n / PARTS, (p + 1) * n / PARTS);
        }
      }
      chunks++;
    }

    /** Merges the parts and asks all sketches; the numbers of all answers and bars. */
    List<double[]> answers(double confidence) {
      for (List<S> ofRun : parts) {
        S merged = ofRun.get(0);
        ofRun.subList(1, PARTS).forEach(merged::merge);
        mergeds.add(merged);
      }
      parts.clear();
      List<double[]> answers = new ArrayList<>();
      for (S sketch : wholes) {
        for (double p : Ranks.FRACTIONS) {
          Estimate answer = sketch.quantile(p, confidence);
          answers.add(new double[] {answer.value(), answer.lower(), answer.upper()});
        }
      }
      for (S sketch : mergeds) {
        for (double p : Ranks.FRACTIONS) {
          answers.add(new double[] {sketch.quantile(p)});
        }
      }
      return answers;
    }

    void judge(Ranks ranks, double confidence) {
      Tally byRank = contender.tally(0);
      Tally byValue = contender.tally(1);
      for (int i = 0; i < Ranks.FRACTIONS.length; i++) {
        double truth = ranks.truth(i);
        for (S sketch : wholes) {
          Estimate answer = sketch.quantile(Ranks.FRACTIONS[i], confidence);
          byRank.error(i, ranks.error(i, answer.value()));
          double arm = Math.max(ranks.error(i, answer.lower()), ranks.error(i, answer.upper()));
          byRank.bar(i, arm, answer.contains(truth));
          byValue.answer(i, answer, truth, truth);
        }
        for (S sketch : mergeds) {
          double answer = sketch.quantile(Ranks.FRACTIONS[i]);
          byRank.mergedError(i, ranks.error(i, answer));
          byValue.mergedError(i, Tally.relative(Tally.difference(answer, truth), truth));
        }
      }
      contender.weighs(wholes.get(0));
    }
  }

  @Override
  public List<? extends ColumnChunk.Consumer> whileReading() {
    return subjects;
  }

  @Override
  public Outcome measure(
      CountedValues truth, double meanTextBytes, Workers workers, AccuracyStudy.Progress progress)
      throws IOException {
    double confidence = wish.confidence();
    double[] numbers =
        subjects.stream()
            .flatMap(subject -> subject.answers(confidence).stream())
            .flatMapToDouble(Arrays::stream)
            .toArray();
    Ranks ranks = Ranks.of(truth, numbers);
    List<Contender> contenders = new ArrayList<>();
    for (Subject<?> subject : subjects) {
      subject.judge(ranks, confidence);
      contenders.add(subject.contender);
    }
    long bytes = Math.multiplyExact(truth.total(), Double.BYTES);
    contenders.add(Contender.exact("all values", aims, bytes, bytes));
    List<String> truths = new ArrayList<>();
    for (int i = 0; i < Ranks.FRACTIONS.length; i++) {
      truths.add("quantile " + Ranks.FRACTIONS[i] + ": " + shown(ranks.truth(i)));
    }
    return new Outcome(
        aims,
        contenders,
        String.format(
            Locale.ROOT,
            "KllSketch with %d seeds, TDigest in the file's order and %d others, DDSketch once:"
                + " nothing in it is up to chance; the worst quantile counts",
            KLL_SEEDS,
            DIGEST_ORDERS - 1),
        truths);
  }
}
