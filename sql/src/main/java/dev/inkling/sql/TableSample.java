package dev.inkling.sql;

import dev.inkling.operator.Expr;
import dev.inkling.operator.Sampling;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSampleSpec;

/** The sample of a table that FROM asks for: TABLESAMPLE, RESERVOIR or STRATIFY. */
sealed interface TableSample {

  /** The functions in FROM that take a sample, in upper case. */
  Set<String> FUNCTIONS = Set.of("RESERVOIR", "STRATIFY");

  /** What a query with this sample does, once the table's columns are known. */
  Sampling bind(SqlText text, Scope scope);

  /** Whether each row is in the sample with the same probability, whatever others are. */
  default boolean isBernoulli() {
    return this instanceof Plain plain && plain.sampling instanceof Sampling.Bernoulli;
  }

  /** A sample that has nothing to do with columns. */
  record Plain(Sampling sampling) implements TableSample {
    @Override
    public Sampling bind(SqlText text, Scope scope) {
      return sampling;
    }
  }

  /** A sample of every stratum. */
  record Strata(
      List<SqlIdentifier> keys,
      int rows,
      Sampling.Budget budget,
      Optional<SqlIdentifier> value,
      int maxStrata,
      long seed)
      implements TableSample {

    @Override
    public Sampling bind(SqlText text, Scope scope) {
      List<Expr> columns = keys.stream().map(key -> scope.column(key).expr()).toList();
      Optional<Expr> spread = value.map(v -> number(text, scope, v));
      return new Sampling.Stratified(columns, rows, budget, spread, maxStrata, seed);
    }

    private static Expr number(SqlText text, Scope scope, SqlIdentifier id) {
      Typed value = scope.column(id);
      if (!value.type().isNumeric()) {
        throw text.error(
            id,
            "the value of a Neyman budget must be a number, but column "
                + text.quote(id)
                + " is "
                + value.type()
                + "; name the column that is summed or averaged");
      }
      return value.expr();
    }
  }

  /** The sample that {@code x TABLESAMPLE …} takes. */
  static TableSample tableSample(SqlText text, SqlCall call) {
    SqlLiteral literal = call.operand(1);
    if (!(literal.getValue() instanceof SqlSampleSpec.SqlTableSampleSpec spec)) {
      throw text.refuse(literal, "this sample", "use TABLESAMPLE BERNOULLI(1)");
    }
    if (!spec.isBernoulli()) {
      throw text.refuse(
          literal,
          "TABLESAMPLE SYSTEM",
          "use BERNOULLI: rows of one block are alike, and no bar could be given");
    }
    BigDecimal rate = spec.sampleRate;
    if (rate.signum() <= 0 || rate.compareTo(BigDecimal.ONE) > 0) {
      throw text.error(
          literal,
          "BERNOULLI needs a percentage above 0 and at most 100, got "
              + rate.scaleByPowerOfTen(2).stripTrailingZeros().toPlainString());
    }
    long seed = spec.isRepeatable() ? spec.getRepeatableSeed() : Sampling.DEFAULT_SEED;
    return new Plain(new Sampling.Bernoulli(rate.doubleValue(), seed));
  }

  /**
   * A call of one of {@link #FUNCTIONS}.
   *
   * @param sample what it takes
   * @param data the node of the table that it takes it from
   */
  record Call(TableSample sample, SqlNode data) {}

  /** The sample that a function in FROM takes. */
  static Call function(SqlText text, SqlCall call, String name) {
    return name.equals("RESERVOIR") ? reservoir(text, call) : stratify(text, call);
  }

  private static Call reservoir(SqlText text, SqlCall call) {
    TableArguments arguments =
        TableArguments.parse(
            text,
            call,
            List.of("DATA", "SIZE", "SEED"),
            2,
            "a table, a number of rows and perhaps a seed, got %;"
                + " write RESERVOIR(TABLE \"x.csv\", 10000)");
    Sampling sampling =
        new Sampling.Reservoir(
            arguments.size("SIZE", 1 << 24), arguments.seed("SEED", Sampling.DEFAULT_SEED));
    SqlNode data = arguments.node("DATA");
    if (data.getKind() == SqlKind.SET_SEMANTICS_TABLE) {
      throw text.error(
          data, "RESERVOIR takes no PARTITION BY; STRATIFY does, and takes rows of each stratum");
    }
    return new Call(new Plain(sampling), data);
  }

  private static Call stratify(SqlText text, SqlCall call) {
    TableArguments arguments =
        TableArguments.parse(
            text,
            call,
            List.of("DATA", "SIZE", "SEED", "TOTAL", "BUDGET", "SPREAD", "STRATA"),
            1,
            "a table with PARTITION BY and a number of rows per stratum, got %;"
                + " write STRATIFY(TABLE \"x.csv\" PARTITION BY k, 100), or PARTITION BY (k, l)");
    SqlNode data = arguments.node("DATA");
    if (data.getKind() != SqlKind.SET_SEMANTICS_TABLE
        || arguments.has("SIZE") == arguments.has("TOTAL")) {
      throw arguments.misused();
    }
    SqlCall set = (SqlCall) data;
    SqlNodeList order = set.operand(2);
    if (!order.isEmpty()) {
      throw text.refuse(order, "ORDER BY in FROM", "leave it out: a sample has no order");
    }
    List<SqlIdentifier> keys = new ArrayList<>();
    for (SqlNode key : (SqlNodeList) set.operand(1)) {
      keys.add((SqlIdentifier) key);
    }
    Sampling.Budget budget = budget(text, arguments);
    boolean neyman = budget == Sampling.Budget.NEYMAN;
    if (neyman != arguments.has("SPREAD")) {
      throw text.error(
          neyman ? call : arguments.node("SPREAD"),
          "BUDGET => 'neyman' goes with SPREAD => DESCRIPTOR(x), the column whose spread decides");
    }
    int rows = arguments.size(arguments.has("SIZE") ? "SIZE" : "TOTAL", 1 << 24);
    int mostStrata = 1 << 16;
    if (budget != Sampling.Budget.PER_STRATUM) {
      mostStrata = Math.min(mostStrata, rows / Sampling.Stratified.LEAST_ROWS - 1);
      if (mostStrata < 1) {
        throw text.error(
            arguments.node("TOTAL"),
            "TOTAL is at least 4, two rows for a stratum and for the rest");
      }
    }
    Strata strata =
        new Strata(
            keys,
            rows,
            budget,
            neyman ? Optional.of(arguments.descriptor("SPREAD")) : Optional.empty(),
            arguments.has("STRATA")
                ? arguments.size("STRATA", mostStrata)
                : Math.min(mostStrata, Sampling.Stratified.DEFAULT_MAX_STRATA),
            arguments.seed("SEED", Sampling.DEFAULT_SEED));
    return new Call(strata, set.operand(0));
  }

  private static Sampling.Budget budget(SqlText text, TableArguments arguments) {
    if (arguments.has("SIZE")) {
      if (arguments.has("BUDGET")) {
        throw text.error(
            arguments.node("BUDGET"),
            "BUDGET goes with TOTAL => n, the rows of all strata together");
      }
      return Sampling.Budget.PER_STRATUM;
    }
    return arguments.has("BUDGET")
        ? Sampling.Budget.valueOf(
            arguments.word("BUDGET", List.of("EQUAL", "PROPORTIONAL", "NEYMAN")))
        : Sampling.Budget.EQUAL;
  }
}
