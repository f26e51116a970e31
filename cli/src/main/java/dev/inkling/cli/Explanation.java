package dev.inkling.cli;

import static java.util.stream.Collectors.joining;

import dev.inkling.operator.AnswerSchema;
import dev.inkling.operator.Column;
import dev.inkling.operator.Expr;
import dev.inkling.operator.Query;
import dev.inkling.operator.Sampling;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Shedding;
import dev.inkling.operator.Type;
import dev.inkling.operator.Window;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;

/** A query's plan as text. */
final class Explanation {

  private static final int LABEL = 12;

  private final StringBuilder text = new StringBuilder();
  private final Query query;

  private Explanation(Query query) {
    this.query = query;
  }

  /** The plan of a query over rows of these columns. */
  static String of(Query query, Schema input, AnswerSchema answer, int threads) {
    Explanation explanation = new Explanation(query);
    explanation.input(input);
    query.sampling().ifPresent(sampling -> explanation.sample(sampling, input));
    query.shedding().ifPresent(explanation::shedding);
    explanation.groups();
    query.aggregates().forEach(explanation::aggregate);
    explanation.answer(answer);
    explanation.line("threads", Integer.toString(threads));
    return explanation.text.toString();
  }

  private void input(Schema input) {
    line("input", query.input().name());
    Set<String> used = columnsUsed();
    int widest = input.columns().stream().mapToInt(c -> c.name().length()).max().orElse(0);
    for (Column column : input.columns()) {
      line(
          "",
          column.name()
              + " ".repeat(widest - column.name().length() + 2)
              + (used.contains(column.name())
                  ? column.type()
                  : String.format(Locale.ROOT, "%-9s  not read", column.type())));
    }
    query.where().ifPresent(w -> line("where", w.toString()));
    query
        .eventTime()
        .ifPresent(
            time ->
                line(
                    "time",
                    time.column().orElse("processing time")
                        + time.disorder()
                            .map(
                                d -> ", rows up to " + duration(d.toMillis()) + " late are in time")
                            .orElse(", answers at the end of the input: no row is late")));
  }

  private void sample(Sampling sampling, Schema input) {
    if (sampling instanceof Sampling.Bernoulli bernoulli) {
      line("sample", "Bernoulli: each row with probability " + percent(bernoulli.rate()));
      line("", "only the states of the aggregates are kept");
    } else if (sampling instanceof Sampling.Reservoir reservoir) {
      line(
          "sample",
          String.format(Locale.ROOT, "reservoir: %,d rows", reservoir.rows()) + ofEveryWindow());
      rowBytes(reservoir.rows(), input);
    } else if (sampling instanceof Sampling.Stratified stratified) {
      String keys = stratified.keys().stream().map(Expr::toString).collect(joining(", "));
      boolean each = stratified.budget() == Sampling.Budget.PER_STRATUM;
      line(
          "sample",
          String.format(Locale.ROOT, "stratified by %s: %,d rows ", keys, stratified.rows())
              + (each ? "of each stratum" : "in all, " + share(stratified))
              + ofEveryWindow());
      line(
          "",
          String.format(
              Locale.ROOT,
              "at most %,d strata, the rows of others are one more",
              stratified.maxStrata()));
      rowBytes(each ? stratified.rows() * (stratified.maxStrata() + 1L) : stratified.rows(), input);
    }
    line("", "seed " + sampling.seed());
  }

  private void shedding(Shedding shedding) {
    if (shedding instanceof Shedding.Rate rate) {
      line("shed", String.format(Locale.ROOT, "beyond %,d rows per second", rate.rowsPerSecond()));
    } else if (shedding instanceof Shedding.Within within) {
      line("shed", "what there is no time for within " + duration(within.time().toMillis()));
    }
    line(
        "",
        "each row with the same probability, 1 to 1/"
            + String.format(Locale.ROOT, "%,d", 1 << Shedding.MOST_HALVINGS));
  }

  private static String share(Sampling.Stratified stratified) {
    return switch (stratified.budget()) {
      case PER_STRATUM -> throw new IllegalStateException("not in all");
      case EQUAL -> "the same of each stratum";
      case PROPORTIONAL -> "in proportion to the strata's rows";
      case NEYMAN ->
          "in proportion to the strata's rows times the spread of " + stratified.value().get();
    };
  }

  private String ofEveryWindow() {
    return query.window() instanceof Window.Global ? "" : ", for every window";
  }

  /** What a row of the sample occupies: its place in the sample, and its columns. */
  private void rowBytes(long rows, Schema input) {
    Set<String> used = columnsUsed();
    long texts =
        input.columns().stream()
            .filter(c -> used.contains(c.name()) && c.type() == Type.VARCHAR)
            .count();
    long bytes = 8 + 8L * input.columns().stream().filter(c -> used.contains(c.name())).count();
    line(
        "",
        String.format(
            Locale.ROOT,
            "%,d bytes per row%s, at most about %,d bytes per thread",
            bytes,
            texts > 0 ? " and its texts" : "",
            2 * bytes * rows));
  }

  private Set<String> columnsUsed() {
    Set<String> used = new TreeSet<>();
    query.eventTime().flatMap(Query.EventTime::column).ifPresent(used::add);
    if (query.sampling().orElse(null) instanceof Sampling.Stratified stratified) {
      stratified.keys().forEach(key -> collect(key, used));
      stratified.value().ifPresent(value -> collect(value, used));
    }
    query.where().ifPresent(w -> collect(w, used));
    query.keys().forEach(key -> collect(key.expr(), used));
    query
        .aggregates()
        .forEach(
            aggregate -> {
              aggregate.input().ifPresent(e -> collect(e, used));
              aggregate.filter().ifPresent(e -> collect(e, used));
            });
    return used;
  }

  private static void collect(Expr expr, Set<String> used) {
    expr.visit(
        e -> {
          if (e instanceof Expr.Ref ref) {
            used.add(ref.column());
          }
        });
  }

  private void groups() {
    if (query.window() instanceof Window.Tumbling window) {
      line(
          "window",
          "tumbling, "
              + duration(window.sizeMs())
              + (window.offsetMs() == 0 ? "" : ", moved by " + duration(window.offsetMs())));
    }
    for (Query.Key key : query.keys()) {
      String expr = key.expr().toString();
      line("group by", expr.equals(key.name()) ? expr : expr + " AS " + key.name());
    }
  }

  private void aggregate(Query.Aggregate aggregate) {
    StringBuilder what = new StringBuilder(aggregate.aggregator().name());
    aggregate.input().ifPresent(e -> what.append(" of ").append(e));
    aggregate.filter().ifPresent(f -> what.append(" where ").append(f));
    line("aggregate", what.toString());
    List<Footprint> footprints = Footprint.of(aggregate.aggregator(), query.confidence());
    for (Footprint footprint : footprints) {
      String unit =
          aggregate.aggregator().estimatesFromSample() ? "per group and stratum" : "per group";
      String cost = String.format(Locale.ROOT, "%,d bytes %s", footprint.bytes(), unit);
      if (footprints.size() > 1) {
        cost = String.format(Locale.ROOT, "%,7d distinct values: %s", footprint.seen(), cost);
      }
      OptionalDouble error = footprint.relativeError();
      if (error.isPresent() && Double.isFinite(error.getAsDouble())) {
        cost += String.format(Locale.ROOT, ", ± %.2g %%", error.getAsDouble() * 100);
      }
      line("", cost);
    }
  }

  private void answer(AnswerSchema answer) {
    query.having().ifPresent(h -> line("having", h.toString()));
    for (int i = 0; i < answer.select().size(); i++) {
      Query.Selected selected = answer.select().get(i);
      Type type = answer.selected().column(i).type();
      String value = selected.value().toString();
      line(
          i == 0 ? "select" : "",
          (value.equals(selected.name()) ? value : value + " AS " + selected.name())
              + ", "
              + type
              + (selected.bars().isPresent() || type == Type.TOP_ITEMS
                  ? " with bars at "
                      + percent(query.confidence())
                      + (query.simultaneous() ? " for all rows" : "")
                  : ""));
    }
    query
        .orderBy()
        .forEach(
            order -> line("order by", order.expr() + (order.descending() ? " descending" : "")));
    query.limit().ifPresent(rows -> line("limit", Long.toString(rows)));
    if (query.offset() > 0) {
      line("offset", Long.toString(query.offset()));
    }
  }

  private void line(String label, String value) {
    text.append(label).append(" ".repeat(LABEL - label.length())).append(value).append('\n');
  }

  private static String percent(double fraction) {
    return new BigDecimal(fraction * 100)
            .round(new MathContext(6))
            .stripTrailingZeros()
            .toPlainString()
        + " %";
  }

  /** A duration in its largest whole unit. */
  static String duration(long ms) {
    Duration duration = Duration.ofMillis(ms);
    if (ms % 86_400_000 == 0) {
      return duration.toDays() + " d";
    }
    if (ms % 3_600_000 == 0) {
      return duration.toHours() + " h";
    }
    if (ms % 60_000 == 0) {
      return duration.toMinutes() + " min";
    }
    return ms % 1_000 == 0 ? duration.toSeconds() + " s" : ms + " ms";
  }
}
