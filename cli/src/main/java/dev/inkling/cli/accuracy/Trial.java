package dev.inkling.cli.accuracy;

import java.io.IOException;
import java.util.List;

/** How the sketches that answer one question are measured. Used once. */
interface Trial {

  /** Sketches are merged from so many parts. */
  int PARTS = AccuracyStudy.PARTS;

  /** What is to see the column while it is read. */
  default List<? extends ColumnChunk.Consumer> whileReading() {
    return List.of();
  }

  /**
   * Measures, after the column was read.
   *
   * @param truth the column's values
   * @param meanTextBytes the mean length of distinct texts
   */
  Outcome measure(
      CountedValues truth, double meanTextBytes, Workers workers, AccuracyStudy.Progress progress)
      throws IOException;

  /**
   * What was measured.
   *
   * @param aims what answers are to be close to
   * @param contenders all sketches, each measured for all aims
   * @param method how luck was kept out, in a sentence
   * @param truths the truth in words, line by line
   */
  record Outcome(List<Aim> aims, List<Contender> contenders, String method, List<String> truths) {}
}
