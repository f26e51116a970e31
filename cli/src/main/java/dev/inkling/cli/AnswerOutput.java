package dev.inkling.cli;

import dev.inkling.engine.Sink;
import dev.inkling.engine.io.CsvSink;
import dev.inkling.engine.io.JsonSink;
import dev.inkling.engine.io.TableSink;
import dev.inkling.operator.Query;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How answers are written to standard output. */
final class AnswerOutput {

  /** The ways. */
  enum Output {
    /** For people. */
    TABLE,
    /** With a header. */
    CSV,
    /** An object per line. */
    JSON
  }

  @Option(
      names = "--output",
      paramLabel = "table|csv|json",
      description =
          "How answers are written: a table for people (default on a terminal), or csv or json"
              + " (an object per line; default in a pipe or a file), where a column x with an error"
              + " bar has x_lower and x_upper beside it.")
  private Optional<Output> output = Optional.empty();

  /** The query with its answers on standard output, unless it says where they go. */
  Query of(Query query, Terminal terminal) {
    return query.destination().isPresent() ? query : query.to(sink(terminal));
  }

  /** Whether answers are written for people. */
  boolean isTable(Terminal terminal) {
    return wanted(terminal) == Output.TABLE;
  }

  private Output wanted(Terminal terminal) {
    return output.orElse(terminal.outIsTerminal() ? Output.TABLE : Output.JSON);
  }

  /** What writes answers to standard output. */
  Sink sink(Terminal terminal) {
    return switch (wanted(terminal)) {
      case TABLE -> TableSink.create(terminal.out());
      case CSV -> CsvSink.create(terminal.out());
      case JSON -> JsonSink.create(terminal.out());
    };
  }
}
