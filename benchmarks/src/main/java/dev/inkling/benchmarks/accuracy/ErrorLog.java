package dev.inkling.benchmarks.accuracy;

import java.util.Arrays;

/** The errors, bars and sizes of the trials of one cell; threads may write to different trials. */
final class ErrorLog {

  private final double[] errors;
  private final double[] arms;
  private final double[] asked;
  private final boolean[] held;
  private final double[] heap;
  private final double[] stored;

  ErrorLog(int trials) {
    errors = new double[trials];
    arms = new double[trials];
    asked = new double[trials];
    held = new boolean[trials];
    heap = new double[trials];
    stored = new double[trials];
    Arrays.fill(asked, Double.NaN);
    Arrays.fill(heap, Double.NaN);
    Arrays.fill(stored, Double.NaN);
  }

  /** Notes an answer; errors and arms are divided by {@code unit}. */
  void put(int trial, double value, double truth, double unit, Bar bar) {
    putError(trial, (value - truth) / unit);
    if (bar.exists()) {
      putBar(trial, bar.asked(), bar.holds(truth), bar.arm(value) / unit);
    }
  }

  void putError(int trial, double error) {
    errors[trial] = error;
  }

  void putBar(int trial, double confidence, boolean holds, double arm) {
    asked[trial] = confidence;
    held[trial] = holds;
    arms[trial] = arm;
  }

  /** Notes the bytes of the sketch; NaN where they are not known. */
  void putBytes(int trial, double onHeap, double whenStored) {
    heap[trial] = onHeap;
    stored[trial] = whenStored;
  }

  Errors errors() {
    return Errors.of(errors);
  }

  Bars bars() {
    return Double.isNaN(asked[0]) ? Bars.NONE : Bars.of(asked[0], held, arms, errors);
  }

  Bytes heap() {
    return Bytes.of(heap);
  }

  Bytes stored() {
    return Bytes.of(stored);
  }
}
