package dev.inkling.benchmarks.accuracy;

import java.util.Map;

/**
 * What was measured about one subject in one setting.
 *
 * @param family of the question: distinct, frequency, membership, quantile
 * @param label the subject
 * @param distribution of the items
 * @param n items per trial, in distinct counting different ones
 * @param parts sketches that were filled and merged
 * @param question what was asked; "count", "p=0.99", "item=100"
 * @param errors of the answers, in the family's unit
 * @param bars of the answers
 * @param heap bytes on the heap, if measured
 * @param stored bytes as stored, if the library can tell
 * @param more other figures by name
 */
record Row(
    String family,
    Label label,
    String distribution,
    double n,
    int parts,
    String question,
    Errors errors,
    Bars bars,
    Bytes heap,
    Bytes stored,
    Map<String, Double> more) {

  static Row of(
      String family,
      Label label,
      String distribution,
      double n,
      int parts,
      String question,
      ErrorLog log) {
    return new Row(
        family,
        label,
        distribution,
        n,
        parts,
        question,
        log.errors(),
        log.bars(),
        log.heap(),
        log.stored(),
        Map.of());
  }

  /** The same with more figures. */
  Row with(Map<String, Double> figures) {
    return new Row(
        family, label, distribution, n, parts, question, errors, bars, heap, stored, figures);
  }

  /** Mean bytes on the heap; NaN if not measured. */
  double heapBytes() {
    return heap.mean();
  }

  /** Mean bytes as stored; NaN if the library cannot tell. */
  double storedBytes() {
    return stored.mean();
  }

  /** Bits on the heap times relative variance. */
  double heapVariance() {
    return 8 * heapBytes() * errors.rmse() * errors.rmse();
  }

  /** Stored bits times relative variance. */
  double storedVariance() {
    return 8 * storedBytes() * errors.rmse() * errors.rmse();
  }
}
