package dev.inkling.engine.internal;

import dev.inkling.engine.ColumnVector;
import dev.inkling.engine.RowBatch;
import dev.inkling.operator.Type;
import java.util.List;

/** A function that is null where an argument is. */
final class EvalStrict implements EvalNode {

  private final Kernel kernel;
  private final EvalNode[] arguments;
  private final ColumnVector[] in;
  private final ColumnVector out;

  /** A call of a kernel, which must not be shared. */
  EvalStrict(Kernel kernel, Type type, List<EvalNode> arguments, int capacity) {
    this.kernel = kernel;
    this.arguments = arguments.toArray(EvalNode[]::new);
    this.in = new ColumnVector[this.arguments.length];
    this.out = new ColumnVector(type, capacity);
  }

  @Override
  public Type type() {
    return out.type();
  }

  @Override
  public ColumnVector eval(RowBatch batch, int rows, long[] active) {
    out.reset();
    for (int i = 0; i < in.length; i++) {
      in[i] = arguments[i].eval(batch, rows, active);
      if (in[i].anyNull()) {
        out.orNulls(in[i].nulls(), rows);
      }
    }
    kernel.run(in, out, rows, active);
    return out;
  }
}
