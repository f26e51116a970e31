package dev.inkling.engine.io;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which files some paths stand for now; looks again from time to time. Shared by all partitions of
 * an input: each file belongs to one of them, for good. Thread-safe.
 */
final class FolderWatch {

  /** How long a look is taken for the present, at least. */
  static final long LOOK_NS = 200_000_000;

  /** Looking takes at most one part in so many of the time. */
  private static final int SHARE = 20;

  /**
   * A file.
   *
   * @param name how messages call it
   * @param path where it is
   * @param key what tells it from others wherever it is moved
   * @param size its bytes
   * @param modifiedMs when it was written last, in milliseconds since 1970
   */
  record Found(String name, Path path, String key, long size, long modifiedMs) {}

  /**
   * What was there at some time.
   *
   * @param version differs from look to look
   * @param files those written first come first
   */
  record Look(long version, List<Found> files) {}

  private final List<String> paths;
  private final Map<String, Integer> owners = new HashMap<>();
  private Look last = new Look(0, List.of());
  private long nextNs;

  private FolderWatch(List<String> paths) {
    this.paths = List.copyOf(paths);
  }

  /**
   * Watches files, folders and patterns.
   *
   * @throws FileNotFoundException if the folder of one is not there
   */
  static FolderWatch of(List<String> paths) throws IOException {
    for (String name : paths) {
      Path folder =
          FilePaths.isPattern(name) && !Files.exists(path(name))
              ? FilePaths.Selection.of(name).folder()
              : path(name).toAbsolutePath().getParent();
      if (folder != null && !Files.isDirectory(folder.toAbsolutePath())) {
        throw new FileNotFoundException("no such folder: " + folder);
      }
    }
    return new FolderWatch(paths);
  }

  private static Path path(String name) throws IOException {
    try {
      return Path.of(name);
    } catch (java.nio.file.InvalidPathException e) {
      throw new IOException(name + ": is no name of a file", e);
    }
  }

  /** What there was at the last look, or is there now if that was long ago. */
  synchronized Look look(dev.inkling.engine.Clock clock) throws IOException {
    long now = clock.nanos();
    if (last.version() > 0 && now - nextNs < 0) {
      return last;
    }
    last = new Look(last.version() + 1, find(paths));
    long after = clock.nanos();
    nextNs = after + Math.max(LOOK_NS, SHARE * (after - now));
    return last;
  }

  /** The partition that a file belongs to: by its name when it was first seen. */
  synchronized int owner(Found file, int partitions) {
    return owners.computeIfAbsent(
        file.key(), key -> Math.floorMod((file.name().hashCode() * 0x9E3779B1) >>> 7, partitions));
  }

  /** Says that a file belongs to a partition. */
  synchronized void own(String key, int partition) {
    owners.put(key, partition);
  }

  /** Forgets a file that is gone: a new one may get its key. */
  synchronized void disown(String key) {
    owners.remove(key);
  }

  /** What the paths stand for now. */
  static List<Found> find(List<String> paths) throws IOException {
    Map<String, Found> files = new LinkedHashMap<>();
    for (String name : paths) {
      Path path = path(name);
      if (Files.isDirectory(path)) {
        walk(FilePaths.Selection.ofFolder(path), files);
      } else if (Files.exists(path) || !FilePaths.isPattern(name)) {
        add(path, files);
      } else {
        walk(FilePaths.Selection.of(name), files);
      }
    }
    return files.values().stream()
        .sorted(Comparator.comparingLong(Found::modifiedMs).thenComparing(Found::name))
        .toList();
  }

  private static void walk(FilePaths.Selection selection, Map<String, Found> files)
      throws IOException {
    Files.walkFileTree(
        selection.folder(),
        EnumSet.noneOf(java.nio.file.FileVisitOption.class),
        selection.depth(),
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (!selection.isHidden(file) && selection.matches(file)) {
              if (attributes.isSymbolicLink()) {
                add(file, files);
              } else if (attributes.isRegularFile()) {
                add(file, attributes, files);
              }
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException problem)
              throws IOException {
            if (problem instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE; // it went away meanwhile
            }
            throw new IOException(file + ": cannot be read: " + problem.getMessage(), problem);
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException problem)
              throws IOException {
            return problem == null ? FileVisitResult.CONTINUE : visitFileFailed(folder, problem);
          }
        });
  }

  private static void add(Path path, Map<String, Found> files) throws IOException {
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      if (attributes.isRegularFile()) {
        add(path, attributes, files);
      }
    } catch (NoSuchFileException e) {
      // not there yet, or not any more
    }
  }

  private static void add(Path path, BasicFileAttributes attributes, Map<String, Found> files) {
    Object key = attributes.fileKey();
    Found found =
        new Found(
            path.toString(),
            path,
            key == null ? path.toAbsolutePath().normalize().toString() : key.toString(),
            attributes.size(),
            attributes.lastModifiedTime().toMillis());
    files.putIfAbsent(found.key(), found);
  }

  /** The files beside some others, to which one of these may have been moved. */
  static List<Found> beside(Collection<Path> others) throws IOException {
    Map<String, Found> files = new LinkedHashMap<>();
    for (Path other : others) {
      Path folder = other.toAbsolutePath().getParent();
      if (folder != null && Files.isDirectory(folder)) {
        walk(FilePaths.Selection.ofFolder(folder), files);
      }
    }
    return List.copyOf(files.values());
  }
}
