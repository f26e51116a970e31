package dev.inkling.engine.stream;

import dev.inkling.engine.Source;
import dev.inkling.engine.io.FileSource;
import dev.inkling.operator.FileInput;
import dev.inkling.operator.FileOptions;
import dev.inkling.operator.Schema;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The small side of a join: rows that are held in memory by their keys. Those of files are read
 * again when a file changes: a join looks at most once a second, between two batches. A table that
 * cannot be read again stays as it was; {@link StreamCounters#reloadsFailed} and {@link
 * StreamCounters#lastFailure} tell, and the join tries again after 2, 4, 8 … seconds, at least once
 * a minute. Files of tables are best replaced as a whole (written under another name and renamed),
 * as half a file may well be readable.
 *
 * <p>Heap: per row 8 bytes for each number, 8 and its bytes for each text, some 40 bytes for its
 * key; up to twice that, and while it is read again once more.
 */
public final class Table {

  /** How many bytes of heap a table may take unless another limit is set: 256 MiB. */
  public static final long DEFAULT_MAX_BYTES = 256L << 20;

  private final Source source;
  private final FileInput files;
  private final List<String> columns;
  private final String prefix;
  private final long maxBytes;

  private Table(
      Source source, FileInput files, List<String> columns, String prefix, long maxBytes) {
    this.source = source;
    this.files = files;
    this.columns = columns;
    this.prefix = prefix;
    this.maxBytes = maxBytes;
  }

  /**
   * A CSV file, or several: paths, folders or patterns as of {@link FileInput#paths}.
   *
   * @throws IOException as {@link FileSource#open}
   */
  public static Table csv(String... paths) throws IOException {
    FileOptions options = FileOptions.defaults().withFormat(FileOptions.Format.CSV);
    return files(new FileInput(List.of(paths), options));
  }

  /**
   * Files of any format.
   *
   * @throws IOException as {@link FileSource#open}
   */
  public static Table files(FileInput files) throws IOException {
    if (files.paths().contains("-")) {
      throw new IllegalArgumentException(
          "a table must be of files that can be read again, got standard input");
    }
    FileSource source = FileSource.open(files);
    return new Table(source, files, names(source.schema()), "", DEFAULT_MAX_BYTES);
  }

  /** Any source that has an end; it is read once, when the join is first read. */
  public static Table of(Source source) {
    return new Table(source, null, names(source.schema()), "", DEFAULT_MAX_BYTES);
  }

  private static List<String> names(Schema schema) {
    return schema.columns().stream().map(column -> column.name()).toList();
  }

  /** With only these columns. */
  public Table select(String... names) {
    List<String> selected = List.of(names);
    selected.forEach(source.schema()::indexOf);
    return new Table(source, files, selected, prefix, maxBytes);
  }

  /**
   * With this before the names of all columns but the keys, so that they differ from the stream's.
   */
  public Table withPrefix(String newPrefix) {
    return new Table(source, files, columns, newPrefix, maxBytes);
  }

  /**
   * With this limit of its heap; a table that is larger is an {@link IOException}.
   *
   * @param bytes at least 1
   */
  public Table withMaxBytes(long bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("maxBytes must be at least 1, got " + bytes);
    }
    return new Table(source, files, columns, prefix, bytes);
  }

  /** The columns of the source that are held. */
  Schema schema() {
    Schema all = source.schema();
    return new Schema(columns.stream().map(name -> all.column(all.indexOf(name))).toList());
  }

  /** How a column that is not a key is called beside those of the stream. */
  String joinedName(String column) {
    return prefix + column;
  }

  long maxBytes() {
    return maxBytes;
  }

  String name() {
    return source.name();
  }

  /** The files to be watched; empty if there are none. */
  Optional<FileInput> watched() {
    return Optional.ofNullable(files);
  }

  /** The source as it was when this table was made. */
  Source source() {
    return source;
  }
}
