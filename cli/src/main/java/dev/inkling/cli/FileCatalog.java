package dev.inkling.cli;

import dev.inkling.engine.io.FileSource;
import dev.inkling.operator.Column;
import dev.inkling.operator.FileInput;
import dev.inkling.operator.FileOptions;
import dev.inkling.operator.Schema;
import dev.inkling.operator.TimestampFormat;
import dev.inkling.operator.Type;
import dev.inkling.sql.Catalog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Files as tables. If files are given on the command line, they are what a plain name stands for:
 * one without a slash, a dot or a wildcard that is no file itself. Any other name is the path of a
 * file, a folder, a pattern, or {@code -}.
 */
final class FileCatalog implements Catalog {

  private final List<String> files;
  private final FileOptions options;

  private FileCatalog(List<String> files, FileOptions options) {
    this.files = List.copyOf(files);
    this.options = options;
  }

  /** These files, read this way. */
  static FileCatalog create(List<String> files, FileOptions options) {
    return new FileCatalog(files, options);
  }

  @Override
  public Table table(String name, Set<String> timestampColumns) {
    List<String> paths = paths(name);
    try {
      FileSource source = FileSource.open(new FileInput(paths, options));
      FileOptions timed = withTimes(source.schema(), timestampColumns);
      if (!timed.equals(options)) {
        source = FileSource.open(new FileInput(paths, timed));
      }
      return new Table(source, source.schema());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> paths(String name) {
    if (!isPlain(name) || exists(name)) {
      return List.of(name);
    }
    if (files.isEmpty()) {
      throw new IllegalArgumentException(
          "there is no file "
              + name
              + "; write the file in double quotes, FROM \"data.csv\", or give it after the query");
    }
    return files;
  }

  private static boolean isPlain(String name) {
    return name.chars().noneMatch(c -> "/\\.*?[{".indexOf(c) >= 0) && !name.equals("-");
  }

  private static boolean exists(String name) {
    try {
      return Files.exists(Path.of(name));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /** Columns that the query takes as times and that were taken for something else become times. */
  private FileOptions withTimes(Schema schema, Set<String> timestampColumns) {
    FileOptions timed = options;
    for (Column column : schema.columns()) {
      boolean wanted = timestampColumns.stream().anyMatch(column.name()::equalsIgnoreCase);
      if (wanted
          && column.type() == Type.BIGINT
          && !options.timestamps().containsKey(column.name())) {
        timed = timed.withTimestamp(column.name(), TimestampFormat.AUTO);
      }
    }
    return timed;
  }
}
