package dev.inkling.sql;

import dev.inkling.operator.Column;
import dev.inkling.operator.FileOptions;
import dev.inkling.operator.FileOutput;
import dev.inkling.operator.TimestampFormat;
import dev.inkling.operator.Type;
import dev.inkling.sql.TableStatement.Option;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the options of a table in WITH mean. */
final class TableOptions {

  private static final String PATH = "path";
  private static final String FORMAT = "format";
  private static final String HEADER = "header";
  private static final String DELIMITER = "delimiter";
  private static final String TIMES = "timestamp-format";
  private static final String BAD_ROWS = "bad-rows";
  private static final String MAX_RECORD_BYTES = "max-record-bytes";
  private static final String FOLLOW = "follow";
  private static final String IDLE = "idle-after";
  private static final String OVERWRITE = "overwrite";

  /** Options of tables that are read; the format of one column's times has its name behind it. */
  private static final List<String> READ =
      List.of(
          PATH,
          FORMAT,
          HEADER,
          DELIMITER,
          TIMES,
          TIMES + ".COLUMN",
          BAD_ROWS,
          MAX_RECORD_BYTES,
          FOLLOW,
          IDLE);

  /** Options of tables that answers are inserted into. */
  private static final List<String> WRITTEN = List.of(PATH, FORMAT, OVERWRITE);

  private static final Pattern TIME =
      Pattern.compile("(\\d{1,9})\\s*(ms|s|min|h)", Pattern.CASE_INSENSITIVE);

  private final TableStatement table;

  private TableOptions(TableStatement table) {
    this.table = table;
  }

  /** What a table is when it is read. */
  static TableDefinition toRead(TableStatement table) {
    TableOptions options = new TableOptions(table);
    options.check(READ, "that is read");
    String path = options.path();
    Optional<TableDefinition.Watermark> watermark =
        table
            .watermark()
            .map(
                late ->
                    new TableDefinition.Watermark(
                        late.column(), late.disorder(), options.value(IDLE, options::time)));
    if (table.watermark().isEmpty() && table.options().containsKey(IDLE)) {
      throw table
          .text()
          .error(table.options().get(IDLE).at(), "'" + IDLE + "' needs a WATERMARK in the table");
    }
    boolean follow = options.value(FOLLOW, options::truth).orElse(true);
    return new TableDefinition(table.name(), path, options.fileOptions(), follow, watermark);
  }

  /** What a table is when answers are inserted into it. */
  static FileOutput toWrite(TableStatement table) {
    TableOptions options = new TableOptions(table);
    options.check(WRITTEN, "that is inserted into");
    if (table.watermark().isPresent()) {
      throw table
          .text()
          .error(table.watermark().get().at(), "a table that is inserted into has no WATERMARK");
    }
    String path = options.path();
    FileOutput.Format format =
        options
            .value(FORMAT, options::outputFormat)
            .orElseGet(
                () ->
                    path.toLowerCase(Locale.ROOT).endsWith(".csv")
                        ? FileOutput.Format.CSV
                        : FileOutput.Format.NDJSON);
    return new FileOutput(path, format, options.value(OVERWRITE, options::truth).orElse(false));
  }

  private void check(List<String> known, String use) {
    table
        .options()
        .forEach(
            (name, option) -> {
              boolean isKnown =
                  known.contains(name) || (known == READ && name.startsWith(TIMES + "."));
              if (!isKnown) {
                throw table
                    .text()
                    .error(
                        option.at(),
                        "there is no option '"
                            + name
                            + "' of a table "
                            + use
                            + "; there are "
                            + String.join(", ", known));
              }
            });
  }

  private String path() {
    Option path = table.options().get(PATH);
    if (path == null || path.value().isBlank()) {
      throw table
          .text()
          .error(
              path == null ? table.at() : path.valueAt(),
              "table " + table.name() + " needs 'path' = '…' in WITH: a file, a folder, …");
    }
    return path.value();
  }

  private FileOptions fileOptions() {
    FileOptions options = FileOptions.defaults().withColumns(table.columns());
    options = options.withFormat(value(FORMAT, this::format).orElse(FileOptions.Format.AUTO));
    options = options.withHeader(value(HEADER, this::header).orElse(FileOptions.Header.AUTO));
    options =
        options.withDelimiter(value(DELIMITER, this::delimiter).orElse(FileOptions.AUTO_DELIMITER));
    options = options.withBadRows(value(BAD_ROWS, this::badRows).orElse(FileOptions.BadRows.FAIL));
    options =
        options.withMaxRecordBytes(
            value(MAX_RECORD_BYTES, this::bytes).orElse(options.maxRecordBytes()));
    Optional<TimestampFormat> all = value(TIMES, this::times);
    if (all.isPresent()) {
      for (Column column : table.columns()) {
        if (column.type() == Type.TIMESTAMP) {
          options = options.withTimestamp(column.name(), all.get());
        }
      }
      if (table.watermark().isPresent()) {
        options = options.withTimestamp(table.watermark().get().column(), all.get());
      }
    }
    for (String name : table.options().keySet()) {
      if (name.startsWith(TIMES + ".")) {
        TimestampFormat format = value(name, this::times).orElseThrow();
        options = options.withTimestamp(name.substring(TIMES.length() + 1), format);
      }
    }
    return options;
  }

  private <T> Optional<T> value(String name, Function<Option, T> read) {
    return Optional.ofNullable(table.options().get(name)).map(read);
  }

  private SqlException wrong(Option option, String expected) {
    return table
        .text()
        .error(option.valueAt(), "expected " + expected + ", got '" + option.value() + "'");
  }

  private FileOptions.Format format(Option option) {
    return switch (option.value().toLowerCase(Locale.ROOT)) {
      case "csv" -> FileOptions.Format.CSV;
      case "ndjson", "json" -> FileOptions.Format.NDJSON;
      case "log" -> FileOptions.Format.LOG;
      case "lines" -> FileOptions.Format.LINES;
      default -> throw wrong(option, "csv, ndjson, log or lines");
    };
  }

  private FileOutput.Format outputFormat(Option option) {
    return switch (option.value().toLowerCase(Locale.ROOT)) {
      case "csv" -> FileOutput.Format.CSV;
      case "ndjson", "json" -> FileOutput.Format.NDJSON;
      default -> throw wrong(option, "csv or ndjson");
    };
  }

  private FileOptions.Header header(Option option) {
    return switch (option.value().toLowerCase(Locale.ROOT)) {
      case "auto" -> FileOptions.Header.AUTO;
      case "yes", "true" -> FileOptions.Header.YES;
      case "no", "false" -> FileOptions.Header.NO;
      default -> throw wrong(option, "auto, yes or no");
    };
  }

  private char delimiter(Option option) {
    String one = option.value().equalsIgnoreCase("tab") ? "\t" : option.value();
    if (one.length() != 1 || ",;\t|".indexOf(one.charAt(0)) < 0) {
      throw wrong(option, "one of , ; | tab");
    }
    return one.charAt(0);
  }

  private FileOptions.BadRows badRows(Option option) {
    return switch (option.value().toLowerCase(Locale.ROOT)) {
      case "fail" -> FileOptions.BadRows.FAIL;
      case "skip" -> FileOptions.BadRows.SKIP;
      default -> throw wrong(option, "fail or skip");
    };
  }

  private int bytes(Option option) {
    if (!option.value().matches("[1-9]\\d{0,8}") || Integer.parseInt(option.value()) > 1 << 29) {
      throw wrong(option, "a number of bytes from 1 to " + (1 << 29));
    }
    return Integer.parseInt(option.value());
  }

  private boolean truth(Option option) {
    return switch (option.value().toLowerCase(Locale.ROOT)) {
      case "true", "yes" -> true;
      case "false", "no" -> false;
      default -> throw wrong(option, "true or false");
    };
  }

  private Duration time(Option option) {
    Matcher matcher = TIME.matcher(option.value().strip());
    long amount = matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
    if (amount < 1) {
      throw wrong(option, "a time such as 10s, 500ms or 2min");
    }
    return switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "min" -> Duration.ofMinutes(amount);
      default -> Duration.ofHours(amount);
    };
  }

  private TimestampFormat times(Option option) {
    try {
      return TimestampFormat.named(option.value());
    } catch (IllegalArgumentException e) {
      throw wrong(option, "ISO, epoch_ms, epoch_s, access_log or a pattern such as dd/MM/yyyy");
    }
  }
}
