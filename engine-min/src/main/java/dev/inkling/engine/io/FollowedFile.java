package dev.inkling.engine.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;

/** A file that is followed, wherever it is moved: what is known of it, and its content. */
final class FollowedFile {

  private final String key;
  private final FollowedFormat format;
  private String name;
  private Path path;
  private long size;
  private long modifiedMs;
  private long quietSinceNs;
  private boolean isGone;
  private FollowedContent content;

  private FollowedFile(FolderWatch.Found found, FollowedFormat format, long nowNs) {
    this.key = found.key();
    this.format = format;
    this.name = found.name();
    this.path = found.path();
    this.size = found.size();
    this.modifiedMs = found.modifiedMs();
    this.quietSinceNs = nowNs;
  }

  /** A file that was not read yet. */
  static FollowedFile create(FolderWatch.Found found, FollowedFormat format, long nowNs)
      throws IOException {
    FollowedFile file = new FollowedFile(found, format, nowNs);
    file.restart();
    return file;
  }

  /** A file with what is known of its content. */
  static FollowedFile resume(
      FolderWatch.Found found, FollowedFormat format, FollowedContent content, long nowNs) {
    FollowedFile file = new FollowedFile(found, format, nowNs);
    file.content = content;
    return file;
  }

  /** Whether a file is compressed, as its name or its first bytes say. */
  static boolean isCompressed(Path path) throws IOException {
    if (Compression.ofName(path.toString().toLowerCase(Locale.ROOT)) != Compression.NONE) {
      return true;
    }
    byte[] magic = new byte[Compression.MAGIC_BYTES];
    try (java.io.InputStream in = Files.newInputStream(path)) {
      int length = in.readNBytes(magic, 0, magic.length);
      return Compression.ofMagic(magic, length) != Compression.NONE;
    }
  }

  /** Starts from the beginning: what is in the file is something new. */
  void restart() throws IOException {
    if (content != null) {
      content.close();
    }
    content = null;
  }

  /** Takes note of what a look at its folder said. */
  void found(FolderWatch.Found found, long nowNs) {
    name = found.name();
    path = found.path();
    isGone = false;
    if (modifiedMs != found.modifiedMs() || size != found.size()) {
      quietSinceNs = nowNs;
    }
    size = found.size();
    modifiedMs = found.modifiedMs();
  }

  /** Takes note that the file is not where its input is any more. */
  void gone(long nowNs) {
    if (!isGone) {
      isGone = true;
      quietSinceNs = nowNs;
    }
  }

  /** Takes note that it was moved to where its input is not. */
  void movedTo(Path newPath, long newSize) {
    path = newPath;
    size = newSize;
  }

  /** Takes note of how long it is now. */
  void grown(long newSize, long nowNs) {
    if (newSize != size) {
      size = newSize;
      quietSinceNs = nowNs;
    }
  }

  /** Whether there is something to read; the kind of content is found out first. */
  boolean look(long nowNs) throws IOException {
    if (content == null) {
      if (size == 0) {
        return false;
      }
      try {
        content =
            isCompressed(path)
                ? CompressedContent.create(format, 0, -1)
                : PlainContent.create(format);
      } catch (NoSuchFileException e) {
        return false;
      }
    }
    return content.look(this, nowNs);
  }

  /** Whether bytes are known to be there that were not read. */
  boolean isUnread() {
    return content == null
        ? size > 0
        : content.readTo() < size || (!content.isOpen() && content.offset() < content.readTo());
  }

  /** Whether the path still leads to this file. */
  boolean isAtPath() {
    try {
      Object now = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
      return now == null || now.toString().equals(key);
    } catch (IOException e) {
      return false;
    }
  }

  /** The content; null if not even its kind is known. */
  FollowedContent content() {
    return content;
  }

  boolean isOpen() {
    return content != null && content.isOpen();
  }

  String key() {
    return key;
  }

  String name() {
    return name;
  }

  Path path() {
    return path;
  }

  long size() {
    return size;
  }

  long modifiedMs() {
    return modifiedMs;
  }

  /** Since when it has not changed, as far as is known. */
  long quietSinceNs() {
    return quietSinceNs;
  }

  /** Whether it was moved or deleted. */
  boolean isGone() {
    return isGone;
  }
}
