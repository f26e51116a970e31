package dev.inkling.engine.internal;

import dev.inkling.engine.Clock;
import dev.inkling.engine.ColumnVector;
import dev.inkling.engine.RowBatch;
import dev.inkling.operator.Sampling;
import dev.inkling.sketch.sampling.StratifiedSample;

/**
 * What a worker does whose query samples each window: event time, pane, stratum, and whole rows
 * into the pane's sample. Everything else is done with the rows that are chosen in the end, see
 * {@link SampledGroups}.
 */
final class SamplePath implements WorkerPath {

  private final CompiledQuery query;
  private final Sampling sampling;
  private final long seed;
  private final PaneTimes times;
  private final InputColumns inputs;
  private final int[] keyInputs;
  private final int valueInput;
  private final long[] strata;
  private final double[] values;

  private PaneSamples samples;
  private long taken;

  SamplePath(CompiledQuery query, int capacity, long seed, Clock clock) {
    this.query = query;
    this.sampling = query.query().sampling().orElseThrow();
    this.seed = seed;
    this.times = new PaneTimes(query, capacity, clock);
    this.inputs = new InputColumns(query.columns(), capacity);
    if (sampling instanceof Sampling.Stratified stratified) {
      keyInputs = stratified.keys().stream().mapToInt(inputs::register).toArray();
      valueInput = stratified.value().map(inputs::register).orElse(-1);
      strata = new long[capacity];
      values = valueInput < 0 ? null : new double[capacity];
    } else {
      keyInputs = null;
      valueInput = -1;
      strata = null;
      values = null;
    }
    samples = query.emptySamples(seed);
  }

  @Override
  public void process(RowBatch batch, long watermark) {
    long[] panes = times.assign(batch, watermark, null);
    int rows = batch.size();
    if (rows == 0) {
      return;
    }
    if (strata != null) {
      findStrata(batch, rows);
    }
    for (int from = 0; from < rows; ) {
      int to = from + 1;
      while (to < rows && panes[to] == panes[from]) {
        to++;
      }
      samples.of(panes[from]).add(batch, strata, values, from, to);
      from = to;
    }
  }

  private void findStrata(RowBatch batch, int rows) {
    inputs.start(batch);
    System.arraycopy(inputs.hashes(keyInputs[0]), 0, strata, 0, rows);
    for (int k = 1; k < keyInputs.length; k++) {
      ColumnHash.combine(strata, inputs.hashes(keyInputs[k]), rows);
    }
    if (values != null) {
      spread(inputs.vector(valueInput), rows);
    }
  }

  /** The values whose spread decides; what is no number adds none. */
  private void spread(ColumnVector column, int rows) {
    double most = StratifiedSample.MAX_VALUE;
    for (int row = 0; row < rows; row++) {
      double value = column.type().isLong() ? column.longs()[row] : column.doubles()[row];
      boolean number = !column.isNull(row) && !Double.isNaN(value);
      values[row] = number ? Math.max(-most, Math.min(most, value)) : 0;
    }
  }

  /** Hands the samples over and starts with none. */
  PaneSamples takeSamples() {
    PaneSamples result = samples;
    samples = query.emptySamples(ColumnHash.mix(seed, ++taken));
    return result;
  }

  @Override
  public PaneTimes times() {
    return times;
  }

  /** WHERE is applied to the sampled rows only, later. */
  @Override
  public long rowsFiltered() {
    return 0;
  }

  @Override
  public long valuesNaN() {
    return 0;
  }

  @Override
  public void forget() {
    samples = null;
  }
}
