package dev.inkling.cli.accuracy;

import dev.inkling.engine.Clock;
import dev.inkling.engine.Source;
import dev.inkling.operator.Column;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What every kind and size of sketch makes of a column, beside the exact truth, and the smallest
 * that keeps a wanted error. The column is read once; temporary files hold what does not fit in
 * memory: up to 16 bytes for each distinct value (24 of texts) per run of the exact count, and 16
 * bytes for each distinct value after it.
 */
public final class AccuracyStudy {

  /** Which part of the memory the exact count may take. */
  private static final double SHARE_OF_COUNT = 0.5;

  /** Which part of the memory sketches may take that are measured afterwards. */
  private static final double SHARE_OF_TASKS = 0.5;

  /** Merged sketches are put together of so many parts. */
  public static final int PARTS = 8;

  /** Times are the best of so many rounds. */
  private static final int ROUNDS = 5;

  private AccuracyStudy() {}

  /**
   * What is wanted.
   *
   * @param question what is asked
   * @param error how far answers may be off, in (0, 1)
   * @param confidence how surely, in (0, 1)
   * @param top how many of the most frequent values matter, at least 1
   * @param memoryBytes about how much heap may be used
   * @param folder for temporary files
   * @param threads how many threads measure, at least 1
   */
  public record Wish(
      Question question,
      double error,
      double confidence,
      int top,
      long memoryBytes,
      Path folder,
      int threads) {}

  /** Is told how far things have come. */
  public interface Progress {
    /**
     * Takes the state of things.
     *
     * @param rows rows read
     * @param fraction of the reading or measuring that is done, in [0, 1]; NaN if unknown
     */
    void show(long rows, double fraction);
  }

  /**
   * What came out.
   *
   * @param values how many values there are
   * @param distinct how many of them are distinct
   * @param collisionProbability the probability that this is wrong since hashes of texts are alike
   * @param nulls rows without a value
   * @param nans rows with NaN where numbers are asked for
   * @param rowsBad rows that were skipped
   * @param firstBad what is wrong with the first of them
   * @param readNsPerRow what reading and parsing alone took, once
   * @param findings aim by aim, kind by kind, by rising size
   * @param method how luck was kept out of it, in a sentence
   * @param truths the truth in words, line by line
   */
  public record Result(
      long values,
      long distinct,
      double collisionProbability,
      long nulls,
      long nans,
      long rowsBad,
      Optional<String> firstBad,
      double readNsPerRow,
      List<Finding> findings,
      String method,
      List<String> truths) {

    /** What answers are to be close to. */
    public List<Aim> aims() {
      return findings.stream().map(Finding::aim).distinct().toList();
    }

    /** Of those that keep the wanted error the one that takes the least memory. */
    public Optional<Finding> smallest(Aim aim, double error, double confidence) {
      return findings.stream()
          .filter(finding -> finding.aim().equals(aim))
          .filter(finding -> finding.measured().keeps(error, confidence))
          .min(
              Comparator.comparingLong(Finding::heapBytes).thenComparingLong(Finding::storedBytes));
    }
  }

  /**
   * Reads a column and measures.
   *
   * @param column its name and type in the source
   * @throws IOException if it cannot be read, or there is no room for temporary files; the message
   *     is for users
   * @throws IllegalArgumentException if the question cannot be asked of the column's type
   */
  public static Result run(Source source, Column column, Wish wish, Clock clock, Progress progress)
      throws IOException {
    if (!wish.question().suits(column.type())) {
      throw new IllegalArgumentException(
          "column must be BIGINT or DOUBLE for " + wish.question().text() + ", got " + column);
    }
    KeyForm form = wish.question().form(column.type());
    Trial trial = wish.question().trial(wish, form);
    long countBytes = (long) (SHARE_OF_COUNT * wish.memoryBytes());
    try (Workers workers =
            Workers.create(wish.threads(), (long) (SHARE_OF_TASKS * wish.memoryBytes()));
        ValueCounts counts = ValueCounts.create(form, countBytes, wish.folder())) {
      List<ColumnChunk.Consumer> consumers = new ArrayList<>(trial.whileReading());
      consumers.add(0, counts);
      ColumnScan.Result read =
          ColumnScan.run(source, column, form, consumers, workers, clock, progress);
      try (CountedValues truth = counts.finish()) {
        if (truth.total() == 0) {
          throw new IOException(
              source.name() + ": column " + column.name() + " has no value to measure with");
        }
        Trial.Outcome outcome = trial.measure(truth, counts.meanTextBytes(), workers, progress);
        outcome.contenders().forEach(c -> c.time(read.head(), ROUNDS, clock));
        return result(wish, truth, read, outcome);
      }
    }
  }

  private static Result result(
      Wish wish, CountedValues truth, ColumnScan.Result read, Trial.Outcome outcome) {
    List<Finding> findings = new ArrayList<>();
    for (int a = 0; a < outcome.aims().size(); a++) {
      for (Contender contender : outcome.contenders()) {
        findings.add(contender.finding(a, outcome.aims().get(a), wish.confidence()));
      }
    }
    return new Result(
        truth.total(),
        truth.distinct(),
        truth.form().collisionProbability(truth.distinct()),
        read.nulls(),
        read.nans(),
        read.rowsBad(),
        Optional.ofNullable(read.firstBad()).map(Throwable::getMessage),
        read.nsPerRow(),
        findings,
        outcome.method(),
        outcome.truths());
  }
}
