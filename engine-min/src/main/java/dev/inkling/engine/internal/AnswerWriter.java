package dev.inkling.engine.internal;

import dev.inkling.engine.Answer;
import dev.inkling.engine.ColumnVector;
import dev.inkling.engine.RowBatch;
import dev.inkling.engine.Sink;
import dev.inkling.operator.AnswerSchema;
import dev.inkling.operator.Emission;
import dev.inkling.operator.Query;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import dev.inkling.sketch.Estimate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes answers of groups: results, HAVING, the selected columns with their bars, order and limit.
 */
final class AnswerWriter implements AutoCloseable {

  private static final int BATCH = 1024;

  private final CompiledQuery query;
  private final ResultColumns results;
  private final RowBatch batch;
  private final Evaluator having;
  private final List<Output> outputs = new ArrayList<>();
  private final List<Evaluator> orders = new ArrayList<>();
  private final boolean complete;
  private final Schema schema;
  private final Sink.Writer writer;
  private final long limit;
  private final AtomicLong written = new AtomicLong();

  /** Puts answers in order; null if no order is asked for. */
  private AnswerOrder order;

  /** How many answers are still to be left out, and how many may still be written. */
  private long skip;

  private long left;

  /** A selected column: how its value and the ends of its bar are computed. */
  private record Output(
      int topItems, Evaluator value, Evaluator lower, Evaluator upper, List<Integer> approximate) {}

  AnswerWriter(CompiledQuery query, Sink sink, int threads) throws IOException {
    this.query = query;
    Query definition = query.query();
    AnswerSchema answers = query.answers();
    this.results = ResultColumns.of(query, threads);
    this.batch = new RowBatch(results.schema(), BATCH);
    this.having = definition.having().map(this::compile).orElse(null);
    answers.select().forEach(selected -> outputs.add(output(selected)));
    definition.orderBy().forEach(by -> orders.add(compile(by.expr())));
    this.schema = answers.selected();
    this.limit = definition.limit().orElse(Long.MAX_VALUE);
    this.complete = definition.emission().mode() == Emission.Mode.COMPLETE;
    startResult();
    this.writer = sink.open(schema, answers.selectedWithBars());
  }

  private Evaluator compile(dev.inkling.operator.Expr expr) {
    return Evaluator.compile(results.resolve(expr), results.schema(), BATCH);
  }

  private Output output(Query.Selected selected) {
    Type type = selected.value().type(query.answers().columns());
    if (type.isList()) {
      return new Output(results.topItems(selected.value()), null, null, null, List.of());
    }
    Optional<Query.Bars> bars = selected.bars();
    return new Output(
        -1,
        compile(selected.value()),
        bars.map(b -> compile(b.lower())).orElse(null),
        bars.map(b -> compile(b.upper())).orElse(null),
        results.approximateColumns(selected.value()));
  }

  private void startResult() {
    Query definition = query.query();
    skip = definition.offset();
    left = limit;
    order =
        definition.orderBy().isEmpty()
            ? null
            : new AnswerOrder(definition.orderBy(), limit, definition.offset());
  }

  /** Whether no more answers are wanted. */
  boolean satisfied() {
    return order == null && left == 0 && !complete;
  }

  long written() {
    return written.get();
  }

  /**
   * Answers some groups of a state.
   *
   * @param bounds the groups' windows
   * @param revision how often these windows were answered before
   * @param together how many answers the whole result has; only if their bars hold together
   */
  void write(GroupState state, int[] groups, WindowBounds bounds, long revision, long together)
      throws IOException {
    for (int from = 0; from < groups.length && !satisfied(); from += BATCH) {
      int rows = Math.min(BATCH, groups.length - from);
      results.fill(batch, state, groups, from, rows, bounds, together);
      write(rows, revision);
    }
  }

  /**
   * Makes what was written visible.
   *
   * @param ended whether there will be no more
   */
  void flush(boolean ended) throws IOException {
    if ((ended || complete) && order != null) {
      for (Answer answer : order.sorted()) {
        emit(answer);
      }
    }
    if (complete) {
      startResult();
    }
    writer.flush();
  }

  private void write(int rows, long revision) throws IOException {
    ColumnVector passes = having == null ? null : having.eval(batch);
    ColumnVector[] values = new ColumnVector[outputs.size()];
    ColumnVector[] lowers = new ColumnVector[outputs.size()];
    ColumnVector[] uppers = new ColumnVector[outputs.size()];
    for (int o = 0; o < values.length; o++) {
      Output output = outputs.get(o);
      values[o] = output.value == null ? null : output.value.eval(batch);
      lowers[o] = output.lower == null ? null : output.lower.eval(batch);
      uppers[o] = output.upper == null ? null : output.upper.eval(batch);
    }
    ColumnVector[] keys = orders.stream().map(e -> e.eval(batch)).toArray(ColumnVector[]::new);
    for (int row = 0; row < rows; row++) {
      if (passes != null && (passes.isNull(row) || passes.longs()[row] == 0)) {
        continue;
      }
      List<Object> cells = new ArrayList<>(values.length + 1);
      for (int o = 0; o < values.length; o++) {
        cells.add(cell(outputs.get(o), values[o], lowers[o], uppers[o], row));
      }
      if (query.answers().revised()) {
        cells.add(revision);
      }
      Answer answer = new Answer(schema, cells, revision);
      if (order == null) {
        emit(answer);
      } else {
        List<Object> by = new ArrayList<>(keys.length);
        for (ColumnVector key : keys) {
          by.add(Evaluator.valueAt(key, row));
        }
        order.add(by, answer);
      }
    }
  }

  private void emit(Answer answer) throws IOException {
    if (skip > 0) {
      skip--;
    } else if (left > 0) {
      writer.write(answer);
      written.incrementAndGet();
      left--;
    }
  }

  private Object cell(
      Output output, ColumnVector value, ColumnVector lower, ColumnVector upper, int row) {
    if (output.topItems >= 0) {
      return results.topItems(output.topItems, row);
    }
    if (lower == null || value.isNull(row)) {
      return Evaluator.valueAt(value, row);
    }
    double middle = number(value, row);
    Estimate.Guarantee guarantee = results.guarantee(output.approximate, row);
    if (guarantee == Estimate.Guarantee.EXACT) {
      return Estimate.exact(middle);
    }
    double low = lower.isNull(row) ? Double.NEGATIVE_INFINITY : number(lower, row);
    double high = upper.isNull(row) ? Double.POSITIVE_INFINITY : number(upper, row);
    return new Estimate(
        middle,
        Math.min(low, middle),
        Math.max(high, middle),
        query.query().confidence(),
        guarantee);
  }

  private static double number(ColumnVector column, int row) {
    return column.type() == Type.DOUBLE ? column.doubles()[row] : column.longs()[row];
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
