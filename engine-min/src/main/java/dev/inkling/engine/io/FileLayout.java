package dev.inkling.engine.io;

import dev.inkling.engine.io.FileFormats.FormattedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * The files of an input cut into units of reading, numbered in the order of the files: a chunk of a
 * plain file, or a whole file that is compressed. Unit u is read by partition u mod n. Thread-safe.
 */
final class FileLayout {

  private static final byte POSITION_VERSION = 1;

  /** What a position of the beginning of a unit has for an offset. */
  static final long BEGINNING = -1;

  private final List<FormattedFile> files;
  private final List<ChunkedFile> chunked = new ArrayList<>();
  private final long[] firstUnits;
  private final int chunkBytes;
  private final int maxRecordBytes;

  /** The last one that was asked for; a reader may ask after every batch. */
  private volatile Fingerprint fingerprint = new Fingerprint(0, 0);

  private record Fingerprint(int partitions, long value) {}

  private FileLayout(List<FormattedFile> files, int chunkBytes, int maxRecordBytes) {
    this.files = List.copyOf(files);
    this.chunkBytes = chunkBytes;
    this.maxRecordBytes = maxRecordBytes;
    this.firstUnits = new long[files.size() + 1];
    for (int i = 0; i < files.size(); i++) {
      FormattedFile file = files.get(i);
      ChunkedFile chunks =
          file.file().isSplittable()
              ? ChunkedFile.create(
                  file.file(), file.dataStart(), scan(i), chunkBytes, maxRecordBytes)
              : null;
      chunked.add(chunks);
      firstUnits[i + 1] = firstUnits[i] + (chunks == null ? 1 : chunks.chunks());
    }
  }

  static FileLayout create(List<FormattedFile> files, int chunkBytes, int maxRecordBytes) {
    return new FileLayout(files, chunkBytes, maxRecordBytes);
  }

  /** How many files there are. */
  int files() {
    return files.size();
  }

  /** How many units there are. */
  long units() {
    return firstUnits[files.size()];
  }

  /** The largest length of a record. */
  int maxRecordBytes() {
    return maxRecordBytes;
  }

  /** The index of the file to which a unit belongs. */
  int fileOf(long unit) {
    int low = 0;
    int high = files.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (firstUnits[middle] <= unit) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /** The file at an index. */
  FormattedFile file(int index) {
    return files.get(index);
  }

  /** The chunks of the file at an index; null if it is not read in chunks. */
  ChunkedFile chunks(int index) {
    return chunked.get(index);
  }

  /** Which chunk of its file a unit is. */
  int chunkOf(long unit) {
    return (int) (unit - firstUnits[fileOf(unit)]);
  }

  /** Opens the file at an index, which is not read in chunks. */
  StreamBlocks openStream(int index, long offset) throws IOException {
    FormattedFile file = files.get(index);
    long start = offset == BEGINNING ? file.dataStart() : offset;
    return StreamBlocks.open(
        file.file(), start, scan(index), Math.min(chunkBytes, 1 << 18), maxRecordBytes);
  }

  /** How records of the file at an index end. */
  RecordScan scan(int index) {
    return files.get(index).format().records();
  }

  /** A position: the record that starts at an offset of the file of a unit. */
  byte[] position(long unit, long offset, int partitions) {
    return ByteBuffer.allocate(1 + 8 + 8 + 8)
        .put(POSITION_VERSION)
        .putLong(fingerprint(partitions))
        .putLong(unit)
        .putLong(offset)
        .array();
  }

  /** The unit and the offset of a position. */
  long[] read(byte[] position, int partition, int partitions) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(position);
    if (position.length != 25 || bytes.get() != POSITION_VERSION) {
      throw new IOException(
          "position must be 25 bytes of version 1, got " + position.length + " bytes");
    }
    if (bytes.getLong() != fingerprint(partitions)) {
      throw new IOException(
          files.get(0).file().name()
              + (files.size() == 1 ? "" : " and " + (files.size() - 1) + " more files")
              + ": changed, or cut into other partitions, since the position was kept");
    }
    long unit = bytes.getLong();
    long offset = bytes.getLong();
    if (unit < 0 || unit % partitions != partition || offset < BEGINNING) {
      throw new IOException(
          "position must be one of partition " + partition + ", got unit " + unit + ":" + offset);
    }
    return new long[] {unit, offset};
  }

  /** Positions mean something only for the same files cut in the same way. */
  private long fingerprint(int partitions) {
    Fingerprint known = fingerprint;
    if (known.partitions != partitions) { // there are no 0 partitions
      known = new Fingerprint(partitions, computeFingerprint(partitions));
      fingerprint = known;
    }
    return known.value;
  }

  private long computeFingerprint(int partitions) {
    CRC32 crc = new CRC32();
    for (int i = 0; i < files.size(); i++) {
      InputFile file = files.get(i).file();
      String line = file.name() + '\n' + file.storedBytes() + ' ' + files.get(i).dataStart() + '\n';
      crc.update(line.getBytes(StandardCharsets.UTF_8));
    }
    ByteBuffer numbers = ByteBuffer.allocate(12);
    numbers.putInt(chunkBytes).putInt(maxRecordBytes).putInt(partitions).flip();
    crc.update(numbers);
    return crc.getValue();
  }
}
