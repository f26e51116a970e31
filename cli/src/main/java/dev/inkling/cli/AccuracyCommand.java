package dev.inkling.cli;

import dev.inkling.cli.accuracy.AccuracyStudy;
import dev.inkling.cli.accuracy.Question;
import dev.inkling.engine.io.FileSource;
import dev.inkling.operator.Column;
import dev.inkling.operator.FileInput;
import dev.inkling.operator.Type;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code inkling accuracy}: which sketch, and which size, for a column of the user's files. */
@Command(
    name = "accuracy",
    mixinStandardHelpOptions = true,
    description = {
      "Measure every kind and size of sketch on a column of your own files against the exact truth:"
          + " bytes, errors, bars, time; and recommend the smallest that keeps a wanted error.",
      "",
      "  inkling accuracy clicks.csv --column user_id",
      "  inkling accuracy clicks.csv --column ms --question quantile --error 0.5%%",
      "",
      "The files are read once. What does not fit in memory is sorted in temporary files. Luck is"
          + " kept out: each size is measured many times, with other hash functions, seeds or orders,"
          + " and recommended only if its bars and these measurements both keep the error."
    })
final class AccuracyCommand implements Callable<Integer> {

  /** What the command takes whatever it measures: classes, batches, chunks. */
  private static final long FIXED_BYTES = 24L << 20;

  /** What of the rest is used; some is for garbage. */
  private static final double HEAP_USED = 0.6;

  private static final int MOST_TOP = 10_000;

  private final Terminal terminal;

  @Spec private CommandSpec spec;

  @Mixin private InputOptions input = new InputOptions();
  @Mixin private AnswerOutput output = new AnswerOutput();

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "Files, folders, patterns or -, standard input.")
  private List<String> files = new ArrayList<>();

  @Option(
      names = {"-c", "--column"},
      required = true,
      paramLabel = "COLUMN",
      description = "The column whose values are looked at.")
  private String column;

  @Option(
      names = "--question",
      paramLabel = "QUESTION",
      description =
          "What is to be answered: distinct, frequency, membership, quantile or sample; default:"
              + " quantile for a DOUBLE, distinct for other types.")
  private Optional<Question> question = Optional.empty();

  @Option(
      names = "--error",
      paramLabel = "E",
      defaultValue = "1%",
      converter = Numbers.Fraction.class,
      description =
          "How far answers may be off, 1%% or 0.01; default: 1%%. Of what is said in each table.")
  private double error;

  @Option(
      names = "--confidence",
      paramLabel = "C",
      defaultValue = "95%",
      converter = Numbers.Fraction.class,
      description = "How surely, also of bars: 99%% or 0.99; default: 95%%.")
  private double confidence;

  @Option(
      names = "--top",
      paramLabel = "K",
      defaultValue = "10",
      converter = Numbers.Count.class,
      description =
          "How many of the most frequent values matter, for --question frequency; default:"
              + " ${DEFAULT-VALUE}.")
  private long top;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "How many threads measure; default: one per processor.")
  private Optional<Integer> threads = Optional.empty();

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      converter = Numbers.Memory.class,
      description = "How much memory the process may take, at least 128MB; default: about 460MB.")
  private Optional<Long> memory = Optional.empty();

  @Option(
      names = "--temp",
      paramLabel = "FOLDER",
      description =
          "Where temporary files go: at most 40 bytes for each value. They are gone whenever the"
              + " command ends. Default: the system's folder.")
  private Optional<Path> folder = Optional.empty();

  AccuracyCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    int workers = threads.orElseGet(() -> Runtime.getRuntime().availableProcessors());
    if (workers < 1) {
      throw wrong("--threads must be at least 1, got " + workers);
    }
    if (top < 1 || top > MOST_TOP) {
      throw wrong("--top must be in [1, " + MOST_TOP + "], got " + top);
    }
    if (folder.isPresent() && !Files.isDirectory(folder.get())) {
      throw wrong("--temp: " + folder.get() + ": no such folder");
    }
    FileSource source = open();
    Column chosen = column(source);
    Question asked = question.orElseGet(() -> Question.mostLikely(chosen.type()));
    checkType(source, chosen, asked);
    AccuracyStudy.Wish wish =
        new AccuracyStudy.Wish(
            asked, error, confidence, (int) top, memoryBytes(), temporary(), workers);
    AccuracyStudy.Result result;
    try (ProgressLine progress = ProgressLine.create(terminal)) {
      result = AccuracyStudy.run(source, chosen, wish, terminal.clock(), progress::show);
    }
    new AccuracyAnswer(terminal, output, wish, result).write(source.name(), chosen);
    if (question.isEmpty()) {
      String others =
          asked.others(chosen.type()).stream()
              .map(Question::text)
              .collect(Collectors.joining(", "));
      terminal.err().println("asked: " + asked.text() + "; others with --question: " + others);
    }
    return 0;
  }

  private FileSource open() throws IOException {
    FileSource source = FileSource.open(new FileInput(files, input.toFileOptions()));
    for (String time : input.timesToFindOut()) {
      source = source.withTimestamp(time);
    }
    return source;
  }

  private Column column(FileSource source) {
    try {
      return ColumnName.find(source.schema(), column);
    } catch (IllegalArgumentException e) {
      throw wrong("--column: " + source.name() + ": " + e.getMessage());
    }
  }

  private void checkType(FileSource source, Column chosen, Question asked) {
    Type type = chosen.type();
    if (!asked.suits(type)) {
      throw wrong(
          "--question "
              + asked.text()
              + " needs a BIGINT or DOUBLE, and column \""
              + chosen.name()
              + "\" of "
              + source.name()
              + " is "
              + type
              + "; ask "
              + asked.others(type).stream().map(Question::text).collect(Collectors.joining(", "))
              + ", or read it as a number: --schema '\""
              + chosen.name()
              + "\" "
              + (type == Type.TIMESTAMP ? Type.BIGINT : Type.DOUBLE)
              + "'");
    }
  }

  private Path temporary() {
    return folder.orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir")));
  }

  private long memoryBytes() {
    long heap = Runtime.getRuntime().maxMemory();
    long whole = Math.min(heap, memory.orElse(heap));
    return (long) (HEAP_USED * Math.max(whole - FIXED_BYTES, whole / 4));
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
