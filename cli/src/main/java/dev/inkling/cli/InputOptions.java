package dev.inkling.cli;

import dev.inkling.operator.Column;
import dev.inkling.operator.FileOptions;
import dev.inkling.operator.TimestampFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that say how files are read. */
final class InputOptions {

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "csv, ndjson, log (access logs) or lines; default: by the file's name and content.")
  private Optional<FileOptions.Format> format = Optional.empty();

  @Option(
      names = "--schema",
      paramLabel = "'NAME TYPE, …'",
      converter = ColumnsConverter.class,
      description =
          "Columns whose names and types are given, the others are found out. For CSV without a"
              + " header: all columns in order. Types: BIGINT, DOUBLE, VARCHAR, BOOLEAN, TIMESTAMP.")
  private Optional<Columns> schema = Optional.empty();

  @Option(
      names = "--timestamp",
      paramLabel = "COL[=FORMAT]",
      converter = InstantsConverter.class,
      description =
          "A column of times and how they are written: ISO, epoch_ms, epoch_s, access_log or a"
              + " pattern such as 'dd/MM/yyyy HH:mm'; default: found out. May be repeated.")
  private List<Instants> timestamps = new ArrayList<>();

  @Option(
      names = "--header",
      paramLabel = "auto|yes|no",
      description = "Whether a CSV file starts with names; default: found out.")
  private Optional<FileOptions.Header> header = Optional.empty();

  @Option(
      names = "--delimiter",
      paramLabel = "C",
      converter = DelimiterConverter.class,
      description = "What stands between CSV fields: , ; | or tab; default: found out.")
  private Optional<Character> delimiter = Optional.empty();

  @Option(
      names = "--bad-rows",
      paramLabel = "fail|skip",
      description = "Fail at a row that cannot be read (default), or skip and count it.")
  private Optional<FileOptions.BadRows> badRows = Optional.empty();

  /** How files are to be read. */
  FileOptions toFileOptions() {
    FileOptions options = FileOptions.defaults();
    if (format.isPresent()) {
      options = options.withFormat(format.get());
    }
    if (schema.isPresent()) {
      options = options.withColumns(schema.get().columns());
    }
    for (Instants instants : timestamps) {
      if (instants.format().isPresent()) {
        options = options.withTimestamp(instants.column(), instants.format().get());
      }
    }
    if (header.isPresent()) {
      options = options.withHeader(header.get());
    }
    if (delimiter.isPresent()) {
      options = options.withDelimiter(delimiter.get());
    }
    return badRows.isPresent() ? options.withBadRows(badRows.get()) : options;
  }

  /** Columns of times of which is to be found out how they are written. */
  Set<String> timesToFindOut() {
    return timestamps.stream()
        .filter(instants -> instants.format().isEmpty())
        .map(Instants::column)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Names and types of columns. */
  record Columns(List<Column> columns) {}

  /** A column of times and how they are written; empty if that is to be found out. */
  record Instants(String column, Optional<TimestampFormat> format) {}

  /** Reads {@code ts TIMESTAMP, "user id" BIGINT}. */
  static final class ColumnsConverter implements ITypeConverter<Columns> {
    @Override
    public Columns convert(String text) {
      return new Columns(SchemaText.parse(text));
    }
  }

  /** Reads {@code ts} and {@code ts=epoch_ms}. */
  static final class InstantsConverter implements ITypeConverter<Instants> {
    @Override
    public Instants convert(String text) {
      int equals = text.indexOf('=');
      String column = (equals < 0 ? text : text.substring(0, equals)).strip();
      String format = equals < 0 ? "auto" : text.substring(equals + 1).strip();
      if (column.isEmpty() || format.isEmpty()) {
        throw new TypeConversionException(
            "expected a column, or a column and how its times are written, such as ts=epoch_ms, got"
                + " '"
                + text
                + "'");
      }
      try {
        return new Instants(
            column,
            format.equalsIgnoreCase("auto")
                ? Optional.empty()
                : Optional.of(TimestampFormat.named(format)));
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(
            "expected ISO, epoch_ms, epoch_s, access_log or a pattern such as 'dd/MM/yyyy HH:mm',"
                + " got '"
                + format
                + "'");
      }
    }
  }

  /** Reads one character; {@code tab} and {@code \t} are one too. */
  static final class DelimiterConverter implements ITypeConverter<Character> {
    @Override
    public Character convert(String text) {
      String one = text.equalsIgnoreCase("tab") || text.equals("\\t") ? "\t" : text;
      if (one.length() != 1 || ",;\t|".indexOf(one.charAt(0)) < 0) {
        throw new TypeConversionException("expected one of , ; | tab, got '" + text + "'");
      }
      return one.charAt(0);
    }
  }
}
