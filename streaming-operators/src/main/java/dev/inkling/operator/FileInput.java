package dev.inkling.operator;

import java.util.List;

/**
 * Files as an input: which ones and how they are to be read.
 *
 * @param paths files, folders (all their files), patterns such as {@code logs/**.csv.gz}, or {@code
 *     -} for standard input; at least one
 * @param options how they are read
 */
public record FileInput(List<String> paths, FileOptions options) implements Input {

  /** Checks that there is a path. */
  public FileInput {
    paths = List.copyOf(paths);
    if (paths.isEmpty() || paths.contains("")) {
      throw new IllegalArgumentException("paths must name at least one file, got " + paths);
    }
  }

  /** These files, everything about them found out from their names and contents. */
  public static FileInput of(String... paths) {
    return new FileInput(List.of(paths), FileOptions.defaults());
  }

  /** The same files read in another way. */
  public FileInput withOptions(FileOptions other) {
    return new FileInput(paths, other);
  }

  @Override
  public String name() {
    return String.join(" ", paths);
  }
}
