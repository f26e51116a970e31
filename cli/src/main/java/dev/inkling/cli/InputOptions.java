package dev.inkling.cli;

import dev.inkling.operator.Column;
import dev.inkling.operator.FileOptions;
import dev.inkling.operator.TimestampFormat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
      options = options.withTimestamp(instants.column(), instants.format());
    }
    if (header.isPresent()) {
      options = options.withHeader(header.get());
    }
    if (delimiter.isPresent()) {
      options = options.withDelimiter(delimiter.get());
    }
    return badRows.isPresent() ? options.withBadRows(badRows.get()) : options;
  }

  /** Names and types of columns. */
  record Columns(List<Column> columns) {}

  /** A column of times and how they are written. */
  record Instants(String column, TimestampFormat format) {}

  /** Reads {@code ts TIMESTAMP, "user id" BIGINT}. */
  static final class ColumnsConverter implements ITypeConverter<Columns> {
    @Override
    public Columns convert(String text) {
      return new Columns(SchemaText.parse(text));
    }
  }

  /** Reads {@code ts} and {@code ts=epoch_ms}. */
  static final class InstantsConverter implements ITypeConverter<Instants> {

    private static final Map<String, TimestampFormat> NAMED = new LinkedHashMap<>();

    static {
      NAMED.put("auto", TimestampFormat.AUTO);
      NAMED.put("iso", TimestampFormat.ISO);
      NAMED.put("epoch_ms", TimestampFormat.EPOCH_MS);
      NAMED.put("epoch_s", TimestampFormat.EPOCH_S);
      NAMED.put("access_log", TimestampFormat.ofPattern("dd/MMM/yyyy:HH:mm:ss Z"));
    }

    @Override
    public Instants convert(String text) {
      int equals = text.indexOf('=');
      String column = equals < 0 ? text : text.substring(0, equals);
      String format = equals < 0 ? "auto" : text.substring(equals + 1);
      if (column.isBlank() || format.isBlank()) {
        throw new TypeConversionException(
            "expected a column, or a column and how its times are written, such as ts=epoch_ms, got"
                + " '"
                + text
                + "'");
      }
      TimestampFormat named = NAMED.get(format.toLowerCase(java.util.Locale.ROOT));
      return new Instants(column.strip(), named != null ? named : pattern(format));
    }

    private static TimestampFormat pattern(String format) {
      try {
        java.time.format.DateTimeFormatter.ofPattern(format, java.util.Locale.ROOT);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(
            "expected "
                + String.join(", ", NAMED.keySet())
                + " or a pattern such as 'dd/MM/yyyy HH:mm', got '"
                + format
                + "' ("
                + e.getMessage()
                + ")");
      }
      return TimestampFormat.ofPattern(format);
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
