package dev.inkling.engine.io;

import dev.inkling.operator.FileInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * By what a changed file is told from what it was: equal as long as the file seems to be the same.
 * (One that is overwritten in place with as many bytes within one tick of its file system's clock
 * seems to be.)
 *
 * @param path the file
 * @param bytes how many it has
 * @param modified when it was last written to
 * @param identity which file has the path, where the file system tells; null if it does not
 */
public record FileVersion(Path path, long bytes, FileTime modified, Object identity) {

  /**
   * The files of an input as they are now.
   *
   * @throws IOException if a path stands for no file; the message names it
   */
  public static List<FileVersion> of(FileInput input) throws IOException {
    List<FileVersion> versions = new ArrayList<>();
    for (Map.Entry<Path, String> file : FilePaths.files(input.paths()).entrySet()) {
      BasicFileAttributes attributes =
          Files.readAttributes(file.getKey(), BasicFileAttributes.class);
      if (!attributes.isRegularFile()) {
        throw new IOException(file.getValue() + ": must be a file that can be read again");
      }
      versions.add(
          new FileVersion(
              file.getKey(),
              attributes.size(),
              attributes.lastModifiedTime(),
              attributes.fileKey()));
    }
    return versions;
  }
}
