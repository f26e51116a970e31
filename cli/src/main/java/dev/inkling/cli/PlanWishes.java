package dev.inkling.cli;

import dev.inkling.operator.Query;
import dev.inkling.operator.Shedding;
import dev.inkling.sql.PlanOptions;
import dev.inkling.sql.SqlException;
import dev.inkling.sql.SqlPlanner;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** How certain and accurate answers are to be, and how much work they may make. */
final class PlanWishes {

  /** Which part of the heap states may fill: the rest is for batches and for tables that grow. */
  private static final double HEAP_FOR_STATE = 0.6;

  @Option(
      names = "--confidence",
      paramLabel = "C",
      defaultValue = "95%",
      converter = Numbers.Fraction.class,
      description = "How surely error bars hold the truth: 99%% or 0.99; default: 95%%.")
  private double confidence;

  @Option(
      names = "--error",
      paramLabel = "E",
      converter = Numbers.Fraction.class,
      description =
          "How wide error bars may be, relative to the answer: 1%% or 0.01; sketches are made as"
              + " large as that takes.")
  private Optional<Double> error = Optional.empty();

  /** How much work the query may make: one of two. */
  private static final class Budget {
    @Option(
        names = "--max-rate",
        paramLabel = "N",
        converter = Numbers.Rate.class,
        description =
            "How many rows per second may be worked on: 100000 or 100k. Where more come, a sample"
                + " of them is, and the bars say what that costs.")
    private Optional<Long> maxRate = Optional.empty();

    @Option(
        names = "--within",
        paramLabel = "TIME",
        converter = Numbers.Time.class,
        description =
            "How long the answer may take: 5s, 500ms or 2min. What there is no time for is left out"
                + " by chance, and the bars say what that costs. Of a pipe, whose size nobody"
                + " knows, no row waits longer than this. Answers differ from run to run.")
    private Optional<Duration> within = Optional.empty();

    private Optional<Shedding> shedding() {
      return maxRate.isPresent() ? maxRate.map(Shedding::rate) : within.map(Shedding::within);
    }
  }

  @ArgGroup(exclusive = true)
  private Budget budget = new Budget();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "How many threads work; default: one per processor.")
  private Optional<Integer> threads = Optional.empty();

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      converter = Numbers.Memory.class,
      description =
          "How much memory the process may take, at least 128MB; default: about 460MB. A query that"
              + " needs more ends and says what grew.")
  private Optional<Long> memory = Optional.empty();

  /** How many bytes the query may take for what it has to remember. */
  long stateBytes() {
    long heap = Runtime.getRuntime().maxMemory();
    return (long) (HEAP_FOR_STATE * Math.min(heap, memory.orElse(heap)));
  }

  /**
   * A query, planned over the tables of a catalog.
   *
   * @throws dev.inkling.sql.SqlException if the query is wrong
   * @throws IOException if a table cannot be read, which is no mistake in the query
   */
  Query plan(FileCatalog catalog, String sql) throws IOException {
    OptionalDouble wish =
        error.isPresent() ? OptionalDouble.of(error.get()) : OptionalDouble.empty();
    catalog.openAhead(sql);
    try {
      return SqlPlanner.create(catalog)
          .plan(sql, new PlanOptions(confidence, wish, budget.shedding()));
    } catch (SqlException e) {
      if (catalog.failure().isEmpty()) {
        throw e;
      }
      IOException failure = catalog.failure().get();
      failure.addSuppressed(e);
      throw failure;
    }
  }

  /** How many threads are to work. */
  int threads() {
    return threads.orElseGet(() -> Runtime.getRuntime().availableProcessors());
  }
}
