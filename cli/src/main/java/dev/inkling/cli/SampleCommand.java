package dev.inkling.cli;

import dev.inkling.engine.io.FileSource;
import dev.inkling.engine.io.RecordSample;
import dev.inkling.operator.Column;
import dev.inkling.operator.FileInput;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import dev.inkling.sketch.sampling.ReservoirSample;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code inkling sample}: some records of files, chosen at random, as they are written. */
@Command(
    name = "sample",
    mixinStandardHelpOptions = true,
    description = {
      "Write randomly chosen records of files, every set of N equally likely, in their order and as"
          + " they are; of CSV files with the header. One pass, memory for the sample only.",
      "",
      "  inkling sample -n 1000 events.csv.gz > some.csv",
      "  inkling sample -n 100 --by country events.csv    100 of each country",
      "",
      "The same files, seed and number of threads give the same sample."
    })
final class SampleCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Spec private CommandSpec spec;

  @Mixin private InputOptions input = new InputOptions();

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "Files, folders, patterns or -, standard input.")
  private List<String> files = new ArrayList<>();

  @Option(
      names = {"-n", "--size"},
      required = true,
      paramLabel = "N",
      converter = Numbers.Count.class,
      description = "How many records, with --by for each value; 1000 and 1k are the same.")
  private long size;

  @Option(
      names = "--by",
      paramLabel = "COLUMN",
      description = "Sample the records of each value of this column by themselves.")
  private Optional<String> by = Optional.empty();

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "S",
      description = "Which sample; default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "How many threads work; default: one per processor.")
  private Optional<Integer> threads = Optional.empty();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to write; default: standard output.")
  private Optional<Path> out = Optional.empty();

  SampleCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    if (size < 1 || size > ReservoirSample.MAX_SIZE) {
      throw wrong("-n must be in [1, " + ReservoirSample.MAX_SIZE + "], got " + size);
    }
    int workers = threads.orElseGet(() -> Runtime.getRuntime().availableProcessors());
    if (workers < 1) {
      throw wrong("--threads must be at least 1, got " + workers);
    }
    FileSource source = FileSource.open(new FileInput(files, input.toFileOptions()));
    Optional<String> column = Optional.empty();
    if (by.isPresent()) {
      column = Optional.of(nameIn(source.schema(), by.get()));
      source = asText(source, column.get());
    }
    RecordSample sample;
    try (ProgressLine progress = ProgressLine.create(terminal)) {
      sample = draw(source, new RecordSample.Wish((int) size, column, seed), workers, progress);
    }
    write(sample);
    remarks(sample);
    return 0;
  }

  private static RecordSample draw(
      FileSource source, RecordSample.Wish wish, int workers, ProgressLine progress)
      throws IOException {
    long total = source.totalBytes();
    return RecordSample.draw(
        source,
        wish,
        workers,
        (records, bytes) ->
            progress.show(records, total > 0 ? (double) bytes / total : Double.NaN));
  }

  /** The name of a column as it is written in the file. */
  private String nameIn(Schema schema, String wanted) {
    if (schema.contains(wanted)) {
      return wanted;
    }
    List<String> alike =
        schema.columns().stream().map(Column::name).filter(wanted::equalsIgnoreCase).toList();
    if (alike.size() != 1) {
      throw wrong("--by: no column \"" + wanted + "\"; there are " + schema);
    }
    return alike.get(0);
  }

  /** Values are told apart as they are written, whatever they look like. */
  private static FileSource asText(FileSource source, String column) throws IOException {
    return source.with(source.input().options().withColumn(new Column(column, Type.VARCHAR)));
  }

  private void write(RecordSample sample) throws IOException {
    if (out.isEmpty() || out.get().toString().equals("-")) {
      OutputStream buffered = new BufferedOutputStream(terminal.out(), 1 << 16);
      sample.writeTo(buffered);
      buffered.flush();
    } else {
      try (OutputStream file =
          new BufferedOutputStream(Files.newOutputStream(out.get()), 1 << 16)) {
        sample.writeTo(file);
      }
    }
  }

  private void remarks(RecordSample sample) {
    if (sample.badRows() > 0) {
      terminal
          .err()
          .println(
              String.format(Locale.ROOT, "%,d bad row", sample.badRows())
                  + (sample.badRows() == 1 ? "" : "s")
                  + " left out, one of them: "
                  + sample.firstBad().orElseThrow());
    }
    String drawn = String.format(Locale.ROOT, "%,d of %,d records", sample.held(), sample.count());
    terminal
        .err()
        .println(
            drawn
                + by.map(
                        column ->
                            String.format(
                                Locale.ROOT, ", %,d values of %s", sample.strata(), column))
                    .orElse(""));
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
