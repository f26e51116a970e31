package dev.inkling.engine.internal;

import dev.inkling.operator.AnswerSchema;
import dev.inkling.operator.Column;
import dev.inkling.operator.Expr;
import dev.inkling.operator.Query;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import dev.inkling.operator.Window;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A query checked against the columns of its source.
 *
 * @param query the query
 * @param columns the source's columns that it needs; only these are parsed
 * @param answers what its answers look like
 */
public record CompiledQuery(Query query, Schema columns, AnswerSchema answers) {

  /**
   * Checks a query.
   *
   * @throws IllegalArgumentException if a column is unknown or a type does not fit
   */
  public static CompiledQuery of(Query query, Schema source) {
    AnswerSchema answers = AnswerSchema.of(query, source);
    Set<String> needed = new LinkedHashSet<>();
    List<Expr> exprs = new ArrayList<>();
    query.where().ifPresent(exprs::add);
    query.keys().forEach(key -> exprs.add(key.expr()));
    for (Query.Aggregate aggregate : query.aggregates()) {
      aggregate.input().ifPresent(exprs::add);
      aggregate.filter().ifPresent(exprs::add);
    }
    for (Expr expr : exprs) {
      expr.visit(
          part -> {
            if (part instanceof Expr.Ref ref) {
              needed.add(ref.column());
            }
          });
    }
    if (!(query.window() instanceof Window.Global)) {
      needed.add(query.eventTime().orElseThrow().column());
    }
    List<Column> columns =
        source.columns().stream().filter(c -> needed.contains(c.name())).toList();
    return new CompiledQuery(query, new Schema(columns), answers);
  }

  /** Whether rows are put into windows. */
  boolean windowed() {
    return !(query.window() instanceof Window.Global);
  }

  /** Groups and states of nothing yet. */
  GroupState emptyState() {
    Type[] keyTypes =
        query.keys().stream().map(key -> key.expr().type(columns)).toArray(Type[]::new);
    return new GroupState(keyTypes, windowed(), query.aggregates());
  }
}
