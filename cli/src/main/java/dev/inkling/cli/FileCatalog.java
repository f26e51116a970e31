package dev.inkling.cli;

import dev.inkling.engine.Clock;
import dev.inkling.engine.Source;
import dev.inkling.engine.io.FileSource;
import dev.inkling.engine.io.FollowedSource;
import dev.inkling.engine.io.RateSource;
import dev.inkling.operator.Column;
import dev.inkling.operator.FileInput;
import dev.inkling.operator.FileOptions;
import dev.inkling.operator.FollowedInput;
import dev.inkling.operator.RateInput;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import dev.inkling.sql.Catalog;
import dev.inkling.sql.TableDefinition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Files as tables. If files are given on the command line, they are what a plain name stands for:
 * one without a slash, a dot or a wildcard that is no file itself. Any other name is the path of a
 * file, a folder, a pattern, or {@code -}. Used by one thread, for one query.
 */
final class FileCatalog implements Catalog {

  private static final Pattern QUOTED = Pattern.compile("\"([^\"]+)\"");

  private final List<String> files;
  private final FileOptions options;
  private final Set<String> times;

  /** Follows files by this time; null if they are read to their ends. */
  private final Clock clock;

  private final Map<List<String>, FutureTask<FileSource>> opening = new HashMap<>();
  private IOException failure;
  private Schema schema;

  private FileCatalog(List<String> files, FileOptions options, Set<String> times, Clock clock) {
    this.files = List.copyOf(files);
    this.options = options;
    this.times = Set.copyOf(times);
    this.clock = clock;
  }

  /**
   * These files, read this way.
   *
   * @param times columns that are times, beside those that a query uses as such
   */
  static FileCatalog create(List<String> files, FileOptions options, Set<String> times) {
    return new FileCatalog(files, options, times, null);
  }

  /** The same, but all that is read is read on until the query is stopped. */
  FileCatalog following(Clock time) {
    return new FileCatalog(files, options, times, time);
  }

  @Override
  public Table table(String name, Set<String> timestampColumns) {
    return table(paths(name), options, clock != null, times, timestampColumns);
  }

  @Override
  public Table table(TableDefinition definition, Set<String> timestampColumns) {
    boolean follow = clock != null && definition.follow();
    return table(
        List.of(definition.path()), definition.options(), follow, Set.of(), timestampColumns);
  }

  private Table table(
      List<String> paths,
      FileOptions how,
      boolean follow,
      Set<String> times,
      Set<String> timestampColumns) {
    try {
      Source source = open(paths, how, follow);
      for (String time : times) {
        source = withTimestamp(source, time);
      }
      for (Column column : source.schema().columns()) {
        boolean isTime = timestampColumns.stream().anyMatch(column.name()::equalsIgnoreCase);
        if (isTime && column.type().isNumeric()) {
          source = withTimestamp(source, column.name());
        }
      }
      schema = source.schema();
      return new Table(source, schema);
    } catch (IOException e) {
      failure = e;
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Starts to open the files that a query names in double quotes, if they are there, on a thread of
   * its own: looking at their heads takes as long as it takes to load the SQL parser.
   */
  void openAhead(String sql) {
    if (clock != null) {
      return;
    }
    Matcher names = QUOTED.matcher(sql);
    while (names.find()) {
      List<String> paths = List.of(names.group(1));
      if (isFile(names.group(1)) && !opening.containsKey(paths)) {
        FutureTask<FileSource> task =
            new FutureTask<>(() -> FileSource.open(new FileInput(paths, options)));
        opening.put(paths, task);
        Thread thread = new Thread(task, "inkling-open");
        thread.setDaemon(true);
        thread.start();
      }
    }
  }

  private Source open(List<String> paths, FileOptions how, boolean follow) throws IOException {
    String first = paths.get(0);
    if (first.startsWith(RateInput.SCHEME)) {
      RateInput rate = RateInput.named(first);
      if (!follow && rate.rows().isEmpty()) {
        throw new IllegalArgumentException(
            first + " never ends; write " + first + "?rows=1000000, or use `inkling run`");
      }
      return RateSource.open(rate, clock());
    }
    return follow || first.startsWith(FollowedInput.TCP)
        ? FollowedSource.open(new FollowedInput(paths, how), clock())
        : openFiles(paths, how);
  }

  private Clock clock() {
    return clock == null ? Clock.system() : clock;
  }

  private static Source withTimestamp(Source source, String column) throws IOException {
    if (source instanceof FileSource files) {
      return files.withTimestamp(column);
    }
    if (source instanceof FollowedSource followed) {
      return followed.withTimestamp(column);
    }
    if (source.schema().contains(column) && source.schema().type(column) == Type.TIMESTAMP) {
      return source;
    }
    throw new IOException(
        source.name() + ": no column of times \"" + column + "\"; there are " + source.schema());
  }

  private FileSource openFiles(List<String> paths, FileOptions how) throws IOException {
    if (!how.equals(options)) {
      return FileSource.open(new FileInput(paths, how));
    }
    FutureTask<FileSource> task = opening.get(paths);
    if (task != null) {
      try {
        return task.get();
      } catch (ExecutionException e) {
        opening.remove(paths); // opened again below, to fail on this thread
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return FileSource.open(new FileInput(paths, options));
  }

  private static boolean isFile(String name) {
    try {
      return Files.isRegularFile(Path.of(name));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /** Why a table could not be read, if one could not. */
  Optional<IOException> failure() {
    return Optional.ofNullable(failure);
  }

  /** The columns of the table that was asked for; null before one was. */
  Schema schema() {
    return schema;
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
}
