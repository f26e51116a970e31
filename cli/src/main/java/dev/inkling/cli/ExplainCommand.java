package dev.inkling.cli;

import dev.inkling.operator.AnswerSchema;
import dev.inkling.operator.Query;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code inkling explain}: how a query would be answered, and what that costs. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = {
      "Show how a query would be answered: what is read, which sketches of which size, how many"
          + " bytes they take per group, and the error to expect. Reads no more than the head of the"
          + " files.",
      ""
    })
final class ExplainCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Mixin private QueryOptions options = new QueryOptions();
  @Mixin private EmissionOptions emission = new EmissionOptions();

  ExplainCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    FileCatalog catalog = options.catalog();
    Query query = emission.apply(options.plan(catalog));
    AnswerSchema answer = AnswerSchema.of(query, catalog.schema());
    String text = Explanation.of(query, catalog.schema(), answer, options.threads());
    terminal.out().write(text.getBytes(StandardCharsets.UTF_8));
    terminal.out().flush();
    return 0;
  }
}
