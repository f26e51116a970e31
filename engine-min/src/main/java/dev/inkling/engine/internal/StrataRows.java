package dev.inkling.engine.internal;

import dev.inkling.engine.RowBatch;
import dev.inkling.operator.Sampling;
import dev.inkling.operator.Schema;
import dev.inkling.operator.sampling.Drawn;
import dev.inkling.operator.sampling.StratifiedDesign;
import dev.inkling.sketch.sampling.Allocation;
import dev.inkling.sketch.sampling.StratifiedSample;

/**
 * A uniform sample of each stratum of a pane's rows. An item of the sample is the number of a
 * stored row; a stratum's id is the hash of its keys.
 */
final class StrataRows implements RowSample {

  private final Schema schema;
  private final StratifiedSample sample;
  private RowStore rows;

  /** How many rows may be stored before those that are not needed any more are looked for. */
  private long compactAt;

  StrataRows(Schema schema, Sampling.Stratified sampling, long seed) {
    this.schema = schema;
    this.sample = sample(sampling, seed);
    this.rows = new RowStore(schema);
    this.compactAt = UniformRows.SLACK;
  }

  private static StratifiedSample sample(Sampling.Stratified sampling, long seed) {
    int least = Sampling.Stratified.LEAST_ROWS;
    int strata = sampling.maxStrata();
    return switch (sampling.budget()) {
      case PER_STRATUM -> StratifiedSample.create(sampling.rows(), strata, seed);
      case EQUAL ->
          StratifiedSample.withBudget(Allocation.EQUAL, sampling.rows(), least, strata, seed);
      case PROPORTIONAL ->
          StratifiedSample.withBudget(
              Allocation.PROPORTIONAL, sampling.rows(), least, strata, seed);
      case NEYMAN ->
          StratifiedSample.withBudget(Allocation.NEYMAN, sampling.rows(), least, strata, seed);
    };
  }

  @Override
  public void add(RowBatch batch, long[] strata, double[] values, int from, int to) {
    for (int row = from; row < to; row++) {
      double value = values == null ? 0 : values[row];
      if (sample.offer(strata[row], rows.size(), value)) {
        rows.add(batch, row);
      }
    }
    compact();
  }

  @Override
  public void mergeFrom(RowSample other) {
    StrataRows from = (StrataRows) other;
    from.sample.renumber(row -> rows.add(from.rows, (int) row));
    sample.merge(from.sample);
    compact();
  }

  private void compact() {
    if (rows.size() > compactAt) {
      RowStore old = rows;
      RowStore fresh = new RowStore(schema);
      sample.renumber(row -> fresh.add(old, (int) row));
      rows = fresh;
      compactAt = 2L * rows.size() + UniformRows.SLACK;
    }
  }

  @Override
  public Drawn drawn(Drawn.Groups groups) {
    long[] strata = sample.strata();
    boolean pooled = sample.pooledCount() > 0;
    long[] populations = new long[strata.length + (pooled ? 1 : 0)];
    long[] sampled = new long[populations.length];
    for (int h = 0; h < strata.length; h++) {
      populations[h] = sample.count(strata[h]);
      sampled[h] = sample.held(strata[h]);
    }
    if (pooled) {
      populations[strata.length] = sample.pooledCount();
      sampled[strata.length] = sample.pooled().held();
    }
    return Drawn.byStrata(
        StratifiedDesign.of(populations, sampled), pooled ? strata.length : -1, groups);
  }

  @Override
  public long[][] chosen() {
    long[] strata = sample.strata();
    boolean pooled = sample.pooledCount() > 0;
    long[][] chosen = new long[strata.length + (pooled ? 1 : 0)][];
    for (int h = 0; h < strata.length; h++) {
      chosen[h] = sample.items(strata[h]);
    }
    if (pooled) {
      chosen[strata.length] = sample.pooled().toArray();
    }
    return chosen;
  }

  @Override
  public RowStore rows() {
    return rows;
  }
}
