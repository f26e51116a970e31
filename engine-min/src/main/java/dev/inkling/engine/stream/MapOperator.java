package dev.inkling.engine.stream;

import dev.inkling.engine.RowBatch;
import dev.inkling.engine.stream.CounterBoard.Tally;
import dev.inkling.operator.Schema;

/** Rows made of single rows by a function. */
final class MapOperator implements Operator {

  private final RowFunction function;
  private final Schema inputs;
  private final Schema outputs;
  private final int[] wanted;
  private final boolean oneForOne;
  private RowBatch batch;
  private RowBuilder out;
  private Row view;
  private int capacity;
  private int next;
  private int rows;

  /**
   * An operator.
   *
   * @param outputs what the function makes
   * @param wanted which of them go out
   * @param oneForOne whether the function makes exactly one row of each
   */
  MapOperator(
      RowFunction function, Schema inputs, Schema outputs, Schema wanted, boolean oneForOne) {
    this.function = function;
    this.inputs = inputs;
    this.outputs = outputs;
    this.wanted = wanted.columns().stream().mapToInt(c -> outputs.indexOf(c.name())).toArray();
    this.oneForOne = oneForOne;
  }

  @Override
  public RowBatch[] start(int batchRows) {
    capacity = batchRows;
    batch = new RowBatch(inputs, batchRows);
    out = new RowBuilder(outputs, batchRows, oneForOne);
    view = new Row(inputs);
    return new RowBatch[] {batch};
  }

  @Override
  public void accept(InTurn from, Tally tally) {
    rows = batch.size();
    next = 0;
  }

  @Override
  public void work(InTurn from, Tally tally) {
    out.reuse();
    while (next < rows && out.size() < capacity) {
      function.apply(view.show(batch, next++), out);
      if (oneForOne) {
        out.send();
      } else {
        out.discard();
      }
    }
  }

  @Override
  public int drain(RowBatch target) {
    return out.drain(target, wanted);
  }

  @Override
  public int skip(int most) {
    int skipped = Math.min(most, out.size());
    out.skip(skipped);
    return skipped;
  }

  @Override
  public void report(Tally tally) {}
}
