package dev.inkling.cli;

import dev.inkling.sql.PlanOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code query} and {@code explain} have in common: a query, files, and wishes. */
final class QueryOptions {

  @Mixin private InputOptions input = new InputOptions();

  @Parameters(
      index = "0",
      paramLabel = "SQL",
      description =
          "The query. A file in double quotes is a table: FROM \"logs/access.log.gz\"; so are"
              + " folders, patterns (\"logs/*.csv\") and \"-\", standard input.")
  private String sql;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "FILE",
      description =
          "What a plain table name such as FROM events stands for: files, folders, patterns or -.")
  private List<String> files = new ArrayList<>();

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

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "How many threads work; default: one per processor.")
  private Optional<Integer> threads = Optional.empty();

  String sql() {
    return sql;
  }

  PlanOptions planOptions() {
    return new PlanOptions(
        confidence, error.isPresent() ? OptionalDouble.of(error.get()) : OptionalDouble.empty());
  }

  /** How many threads are to work. */
  int threads() {
    return threads.orElseGet(() -> Runtime.getRuntime().availableProcessors());
  }

  /** The tables that the query may name. */
  FileCatalog catalog() {
    return FileCatalog.create(files, input.toFileOptions(), input.timesToFindOut());
  }
}
