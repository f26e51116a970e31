package dev.inkling.engine.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Which files the paths of an input stand for. */
final class FilePaths {

  private static final String WILDCARDS = "*?[{";

  private FilePaths() {}

  /**
   * The files, in the order of the paths; those of a folder or a pattern sorted by name. A file
   * that is named twice is there once. Hidden files are taken only if they are named in full.
   *
   * @throws IOException if a path stands for no file; the message names it
   */
  static List<InputFile> expand(List<String> paths, InputStream standardInput) throws IOException {
    Map<Path, String> files = files(paths);
    List<InputFile> opened = new ArrayList<>();
    for (Map.Entry<Path, String> file : files.entrySet()) {
      String name = file.getValue();
      if (name.equals(InputFile.STANDARD_INPUT)) {
        opened.add(InputFile.ofStream(name, standardInput));
      } else if (Files.isRegularFile(file.getKey())) {
        opened.add(InputFile.open(name, file.getKey()));
      } else {
        // a named pipe or a device
        opened.add(InputFile.ofStream(name, Files.newInputStream(file.getKey())));
      }
    }
    return opened;
  }

  /** The files by their paths, with the names that messages call them by; see {@link #expand}. */
  static Map<Path, String> files(List<String> paths) throws IOException {
    Map<Path, String> files = new LinkedHashMap<>();
    for (String path : paths) {
      if (path.equals(InputFile.STANDARD_INPUT)) {
        files.put(Path.of(InputFile.STANDARD_INPUT), path);
        continue;
      }
      for (Path file : expand(path)) {
        files.putIfAbsent(file.toAbsolutePath().normalize(), file.toString());
      }
    }
    return files;
  }

  private static List<Path> expand(String name) throws IOException {
    Path path = toPath(name);
    if (path != null && Files.isDirectory(path)) {
      List<Path> files = sorted(path, 1, file -> true);
      if (files.isEmpty()) {
        throw new IOException("no files in the folder " + name);
      }
      return files;
    }
    if (path != null && Files.exists(path)) {
      return List.of(path);
    }
    if (firstWildcard(name) < 0) {
      throw InputFile.missing(name, null);
    }
    return matching(name);
  }

  private static Path toPath(String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      return null;
    }
  }

  private static List<Path> matching(String pattern) throws IOException {
    Selection selection = Selection.of(pattern);
    if (!Files.isDirectory(selection.folder())) {
      throw InputFile.missing(pattern, null);
    }
    List<Path> files = sorted(selection.folder(), selection.depth(), selection::matches);
    if (files.isEmpty()) {
      throw new IOException("no files match " + pattern);
    }
    return files;
  }

  /**
   * The files that a folder or a pattern stands for.
   *
   * @param folder where they are
   * @param depth how many levels below they are at most
   * @param matchers one of these takes a path relative to the folder
   */
  record Selection(Path folder, int depth, List<PathMatcher> matchers) {

    /** All files of a folder. */
    static Selection ofFolder(Path folder) {
      return new Selection(folder, 1, List.of(path -> true));
    }

    /** The files that match a pattern. */
    static Selection of(String pattern) {
      int slash = pattern.lastIndexOf('/', firstWildcard(pattern));
      String rest = pattern.substring(slash + 1);
      List<PathMatcher> matchers = new ArrayList<>();
      matchers.add(FileSystems.getDefault().getPathMatcher("glob:" + rest));
      if (rest.startsWith("**/")) {
        // a leading "**/" stands for no folder, too
        matchers.add(FileSystems.getDefault().getPathMatcher("glob:" + rest.substring(3)));
      }
      int depth = rest.contains("**") ? Integer.MAX_VALUE : 1 + (int) slashes(rest);
      return new Selection(
          Path.of(slash < 0 ? "" : pattern.substring(0, slash + 1)), depth, matchers);
    }

    /** Whether a file below the folder is one of them. */
    boolean matches(Path file) {
      Path relative = folder.relativize(file);
      return matchers.stream().anyMatch(matcher -> matcher.matches(relative));
    }

    /** Whether a file below the folder is hidden, or in a hidden folder. */
    boolean isHidden(Path file) {
      return FilePaths.isHidden(folder.relativize(file));
    }
  }

  /** Whether a path has a wildcard. */
  static boolean isPattern(String name) {
    return firstWildcard(name) >= 0;
  }

  private static long slashes(String text) {
    return text.chars().filter(c -> c == '/').count();
  }

  private static int firstWildcard(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (WILDCARDS.indexOf(name.charAt(i)) >= 0) {
        return i;
      }
    }
    return -1;
  }

  private static List<Path> sorted(Path folder, int depth, Predicate<Path> wanted)
      throws IOException {
    try (Stream<Path> all = Files.walk(folder, depth)) {
      return all.filter(file -> !isHidden(folder.relativize(file)))
          .filter(Files::isRegularFile)
          .filter(wanted)
          .sorted((a, b) -> a.toString().compareTo(b.toString()))
          .toList();
    } catch (UncheckedIOException e) {
      throw new IOException(folder + ": cannot be read: " + e.getCause().getMessage(), e);
    }
  }

  private static boolean isHidden(Path relative) {
    for (Path part : relative) {
      if (part.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }
}
