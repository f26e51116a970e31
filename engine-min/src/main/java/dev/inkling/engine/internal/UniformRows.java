package dev.inkling.engine.internal;

import dev.inkling.engine.RowBatch;
import dev.inkling.operator.Schema;
import dev.inkling.operator.sampling.Drawn;
import dev.inkling.operator.sampling.UniformDesign;
import dev.inkling.sketch.sampling.ReservoirSample;

/** A uniform sample of a pane's rows. An item of the reservoir is the number of a stored row. */
final class UniformRows implements RowSample {

  /** So many rows more than needed are always allowed to lie around. */
  static final int SLACK = 1024;

  private final Schema schema;
  private final ReservoirSample sample;
  private RowStore rows;

  UniformRows(Schema schema, int size, long seed) {
    this.schema = schema;
    this.sample = ReservoirSample.create(size, seed);
    this.rows = new RowStore(schema);
  }

  @Override
  public void add(RowBatch batch, long[] strata, double[] values, int from, int to) {
    for (int row = from; row < to; row++) {
      int passed = (int) Math.min(sample.untilNext(), to - row);
      sample.skip(passed);
      row += passed;
      if (row < to) {
        sample.add(rows.add(batch, row));
      }
    }
    compact();
  }

  @Override
  public void mergeFrom(RowSample other) {
    UniformRows from = (UniformRows) other;
    from.sample.renumber(row -> rows.add(from.rows, (int) row));
    sample.merge(from.sample);
    compact();
  }

  private void compact() {
    if (rows.size() > 2L * sample.held() + SLACK) {
      RowStore old = rows;
      RowStore fresh = new RowStore(schema);
      sample.renumber(row -> fresh.add(old, (int) row));
      rows = fresh;
    }
  }

  @Override
  public Drawn drawn(Drawn.Groups groups) {
    UniformDesign design = new UniformDesign(sample.count(), sample.held());
    return Drawn.simply(design, groups != Drawn.Groups.ANY);
  }

  @Override
  public long[][] chosen() {
    return new long[][] {sample.toArray()};
  }

  @Override
  public RowStore rows() {
    return rows;
  }
}
