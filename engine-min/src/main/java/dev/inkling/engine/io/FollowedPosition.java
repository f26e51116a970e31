package dev.inkling.engine.io;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How far a followed file was read.
 *
 * @param name how messages call it
 * @param key what tells it from others
 * @param size how long it was
 * @param offset where the record starts that is to be read next, decompressed
 * @param readTo how many bytes were read, of whole records or not
 * @param printLength how many of the first bytes {@code print} is of
 * @param print a checksum of these
 */
record FollowedPosition(
    String name, String key, long size, long offset, long readTo, int printLength, long print) {

  private static final byte VERSION = 2;

  /** More files than any folder is followed with. */
  private static final int MAX_FILES = 1 << 24;

  static FollowedPosition of(FollowedFile file) {
    FollowedContent content = file.content();
    return new FollowedPosition(
        file.name(),
        file.key(),
        file.size(),
        content.offset(),
        content.readTo(),
        content.printLength(),
        content.print());
  }

  /** This file among some: by its key, or by its name if it was copied; it begins as it did. */
  Optional<FolderWatch.Found> find(List<FolderWatch.Found> files) throws IOException {
    for (boolean byKey : new boolean[] {true, false}) {
      for (FolderWatch.Found found : files) {
        boolean fits = byKey ? found.key().equals(key) : found.name().equals(name);
        if (fits && (byKey || printLength > 0) && begins(found)) {
          return Optional.of(found);
        }
      }
    }
    return Optional.empty();
  }

  private boolean begins(FolderWatch.Found found) throws IOException {
    if (printLength == 0) {
      return true;
    }
    try (GrowingFile file = GrowingFile.open(found.name(), found.path(), 0)) {
      return file.size() >= readTo && file.print(printLength) == print;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** The positions of all files of a partition as bytes. */
  static byte[] write(List<FollowedPosition> positions, int partition, int partitions) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeInt(partition);
      out.writeInt(partitions);
      out.writeInt(positions.size());
      for (FollowedPosition position : positions) {
        out.writeUTF(position.name);
        out.writeUTF(position.key);
        out.writeLong(position.size);
        out.writeLong(position.offset);
        out.writeLong(position.readTo);
        out.writeInt(position.printLength);
        out.writeLong(position.print);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the name of a file is too long", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if it is something else, or of another partition
   */
  static List<FollowedPosition> read(byte[] bytes, int partition, int partitions)
      throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      byte version = in.readByte();
      int ofPartition = in.readInt();
      int ofPartitions = in.readInt();
      int count = in.readInt();
      if (version != VERSION || count < 0 || count > MAX_FILES) {
        throw new IOException("position must be of version " + VERSION + ", got " + version);
      }
      if (ofPartition != partition || ofPartitions != partitions) {
        throw new IOException(
            "position must be of partition "
                + partition
                + " of "
                + partitions
                + ", got "
                + ofPartition
                + " of "
                + ofPartitions);
      }
      List<FollowedPosition> positions = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        FollowedPosition position =
            new FollowedPosition(
                in.readUTF(),
                in.readUTF(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readInt(),
                in.readLong());
        if (position.offset < 0
            || position.printLength < 0
            || position.printLength > GrowingFile.PRINT_BYTES) {
          throw new IOException("position must be in a file, got " + position);
        }
        positions.add(position);
      }
      if (in.available() > 0) {
        throw new IOException("position must end here, got " + in.available() + " more bytes");
      }
      return positions;
    } catch (java.io.EOFException e) {
      throw new IOException("position must be whole, got " + bytes.length + " bytes", e);
    }
  }
}
