package dev.inkling.cli;

import dev.inkling.operator.Query;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What {@code query} and {@code explain} have in common: a query, files, and wishes. */
final class QueryOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Mixin private InputOptions input = new InputOptions();
  @Mixin private PlanWishes wishes = new PlanWishes();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "SQL",
      description =
          "The query. A file in double quotes is a table: FROM \"logs/access.log.gz\"; so are"
              + " folders, patterns (\"logs/*.csv\") and \"-\", standard input. CREATE TABLE"
              + " statements may come in front.")
  private Optional<String> sql = Optional.empty();

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "FILE",
      description =
          "What a plain table name such as FROM events stands for: files, folders, patterns or -.")
  private List<String> files = new ArrayList<>();

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "The file with the query, instead of SQL on the command line.")
  private Optional<Path> script = Optional.empty();

  /**
   * The query, planned over the tables of a catalog.
   *
   * @throws dev.inkling.sql.SqlException if the query is wrong
   * @throws IOException if a table cannot be read, which is no mistake in the query
   */
  Query plan(FileCatalog catalog) throws IOException {
    return wishes.plan(catalog, script.isPresent() ? ScriptFile.read(script.get()) : sql.get());
  }

  /** How many bytes the query may take for what it has to remember. */
  long stateBytes() {
    return wishes.stateBytes();
  }

  /** How many threads are to work. */
  int threads() {
    return wishes.threads();
  }

  /** The tables that the query may name. */
  FileCatalog catalog() {
    if (script.isEmpty() && sql.isEmpty()) {
      throw new ParameterException(
          command.commandLine(), "Missing required parameter: 'SQL', or -f FILE");
    }
    List<String> tables = new ArrayList<>(files);
    if (script.isPresent()) {
      sql.ifPresent(first -> tables.add(0, first));
    }
    return FileCatalog.create(tables, input.toFileOptions(), input.timesToFindOut());
  }
}
