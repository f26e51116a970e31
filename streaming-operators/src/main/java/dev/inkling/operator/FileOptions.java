package dev.inkling.operator;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How files are read; what is not given is found out from their names and contents.
 *
 * @param format the format of the records
 * @param header whether the first record of a CSV file holds the columns' names
 * @param delimiter what stands between the fields of a CSV file: one of {@code , ; tab |}, or
 *     {@link #AUTO_DELIMITER}
 * @param columns names and types that are given: of all fields, in order, for CSV files without a
 *     header; of any columns, by name, otherwise
 * @param timestamps how the instants in the columns of these names are written; these columns are
 *     TIMESTAMPs
 * @param badRows what happens when a record cannot be read
 * @param maxRecordBytes the largest length of a record with the end of its line; a longer one is a
 *     bad row
 */
public record FileOptions(
    Format format,
    Header header,
    char delimiter,
    List<Column> columns,
    Map<String, TimestampFormat> timestamps,
    BadRows badRows,
    int maxRecordBytes) {

  /** The formats of records. */
  public enum Format {
    /** By the name's ending, or by the content. */
    AUTO,
    /** Fields between delimiters, RFC 4180. */
    CSV,
    /** A JSON object per line. */
    NDJSON,
    /** Access logs of web servers. */
    LOG,
    /** Plain lines of text, as one column. */
    LINES
  }

  /** Whether the first record holds names. */
  public enum Header {
    /** If it looks like it. */
    AUTO,
    /** It does. */
    YES,
    /** It does not. */
    NO
  }

  /** What happens when a record cannot be read. */
  public enum BadRows {
    /** The query fails. */
    FAIL,
    /** The record is left out and counted. */
    SKIP
  }

  /** The delimiter is found out from the content. */
  public static final char AUTO_DELIMITER = 0;

  private static final String DELIMITERS = ",;\t|";
  private static final FileOptions DEFAULTS =
      new FileOptions(
          Format.AUTO,
          Header.AUTO,
          AUTO_DELIMITER,
          List.of(),
          Map.of(),
          BadRows.FAIL,
          16 * 1024 * 1024);

  /** Checks the delimiter and the length. */
  public FileOptions {
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(header, "header");
    Objects.requireNonNull(badRows, "badRows");
    columns = List.copyOf(columns);
    timestamps = Collections.unmodifiableMap(new LinkedHashMap<>(timestamps));
    if (delimiter != AUTO_DELIMITER && DELIMITERS.indexOf(delimiter) < 0) {
      throw new IllegalArgumentException(
          "delimiter must be one of , ; tab |, got '" + delimiter + "'");
    }
    if (maxRecordBytes < 1 || maxRecordBytes > 1 << 29) {
      throw new IllegalArgumentException(
          "maxRecordBytes must be in [1, 2^29], got " + maxRecordBytes);
    }
  }

  /** Everything is found out, a bad row fails the query, records have up to 16 MiB. */
  public static FileOptions defaults() {
    return DEFAULTS;
  }

  /** With this format. */
  public FileOptions withFormat(Format value) {
    return new FileOptions(value, header, delimiter, columns, timestamps, badRows, maxRecordBytes);
  }

  /** With or without a header. */
  public FileOptions withHeader(Header value) {
    return new FileOptions(format, value, delimiter, columns, timestamps, badRows, maxRecordBytes);
  }

  /** With this delimiter. */
  public FileOptions withDelimiter(char value) {
    return new FileOptions(format, header, value, columns, timestamps, badRows, maxRecordBytes);
  }

  /** With these names and types. */
  public FileOptions withColumns(List<Column> value) {
    return new FileOptions(format, header, delimiter, value, timestamps, badRows, maxRecordBytes);
  }

  /** With one more column whose type is given; it replaces one of the same name. */
  public FileOptions withColumn(Column value) {
    List<Column> all = new ArrayList<>(columns);
    all.replaceAll(column -> column.name().equals(value.name()) ? value : column);
    if (!all.contains(value)) {
      all.add(value);
    }
    return withColumns(all);
  }

  /** With one more column of instants written this way. */
  public FileOptions withTimestamp(String column, TimestampFormat value) {
    Map<String, TimestampFormat> all = new LinkedHashMap<>(timestamps);
    all.put(column, value);
    return new FileOptions(format, header, delimiter, columns, all, badRows, maxRecordBytes);
  }

  /** With this way to treat bad rows. */
  public FileOptions withBadRows(BadRows value) {
    return new FileOptions(format, header, delimiter, columns, timestamps, value, maxRecordBytes);
  }

  /** With this largest length of a record. */
  public FileOptions withMaxRecordBytes(int value) {
    return new FileOptions(format, header, delimiter, columns, timestamps, badRows, value);
  }
}
