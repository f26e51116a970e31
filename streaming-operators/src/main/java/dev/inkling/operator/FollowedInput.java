package dev.inkling.operator;

import java.util.List;

/**
 * An input that is read on until it is stopped: files that grow, folders that get new files,
 * standard input, or a socket.
 *
 * @param paths files, folders (all their files) and patterns such as {@code logs/*.csv}, at least
 *     one, whose files need not be there yet; or alone {@code -}, which is standard input, a named
 *     pipe, or {@code tcp://host:port}, from which rows are read as a client
 * @param options how they are read; where there is nothing to find it out from when reading starts,
 *     the format and the columns are to be given
 */
public record FollowedInput(List<String> paths, FileOptions options) implements Input {

  /** How the name of a socket starts. */
  public static final String TCP = "tcp://";

  /** Checks that there is a path, and that what is a stream stands alone. */
  public FollowedInput {
    paths = List.copyOf(paths);
    if (paths.isEmpty() || paths.contains("")) {
      throw new IllegalArgumentException("paths must name at least one file, got " + paths);
    }
    if (paths.size() > 1 && paths.stream().anyMatch(p -> p.equals("-") || p.startsWith(TCP))) {
      throw new IllegalArgumentException(
          "standard input or a socket must be the only input, got " + String.join(" ", paths));
    }
  }

  /** These files, everything about them found out from their names and contents. */
  public static FollowedInput of(String... paths) {
    return new FollowedInput(List.of(paths), FileOptions.defaults());
  }

  /** The same read in another way. */
  public FollowedInput withOptions(FileOptions other) {
    return new FollowedInput(paths, other);
  }

  @Override
  public String name() {
    return String.join(" ", paths);
  }
}
