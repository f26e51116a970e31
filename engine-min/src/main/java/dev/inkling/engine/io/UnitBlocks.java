package dev.inkling.engine.io;

import dev.inkling.engine.io.FileFormats.FormattedFile;
import java.io.IOException;

/** Every n-th unit of an input, in order, in blocks of whole records. */
final class UnitBlocks implements BlockSequence {

  private final FileLayout layout;
  private final int partitions;

  private long unit;
  private long resumeAt;
  private int fileIndex = -1;
  private FormattedFile file;
  private ChunkBlocks chunks;
  private StreamBlocks stream;
  private RecordBlocks blocks;
  private boolean isStarted;
  private long positionUnit;
  private long positionOffset;
  private long bytesBefore;

  private UnitBlocks(FileLayout layout, int partition, int partitions, byte[] position)
      throws IOException {
    this.layout = layout;
    this.partitions = partitions;
    this.unit = partition;
    this.resumeAt = FileLayout.BEGINNING;
    if (position != null) {
      long[] start = layout.read(position, partition, partitions);
      unit = start[0];
      resumeAt = start[1];
    }
    positionUnit = unit;
    positionOffset = resumeAt;
    if (position != null) {
      refuseToRepeatPipes();
    }
  }

  private void refuseToRepeatPipes() throws IOException {
    for (long u = unit; u < layout.units(); u += partitions) {
      FormattedFile next = layout.file(layout.fileOf(u));
      if (next.file().isOnce()) {
        throw new IOException(next.file().name() + ": cannot be read again from a position");
      }
      if (layout.chunks(layout.fileOf(u)) != null) {
        return;
      }
    }
  }

  /**
   * The units {@code partition}, {@code partition + partitions} and so on.
   *
   * @param position where to go on; null for the beginning
   */
  static UnitBlocks open(FileLayout layout, int partition, int partitions, byte[] position)
      throws IOException {
    return new UnitBlocks(layout, partition, partitions, position);
  }

  @Override
  public RecordBlocks.Next next() throws IOException {
    while (true) {
      if (!isStarted) {
        if (unit >= layout.units()) {
          return RecordBlocks.Next.END;
        }
        start();
      }
      RecordBlocks.Next next = blocks.next();
      if (next == RecordBlocks.Next.END) {
        end();
        continue;
      }
      if (next == RecordBlocks.Next.READY) {
        positionUnit = unit;
        positionOffset = blocks.fileOffset(blocks.from());
      }
      return next;
    }
  }

  private void start() throws IOException {
    int index = layout.fileOf(unit);
    file = layout.file(index);
    ChunkedFile plain = layout.chunks(index);
    if (plain == null) {
      stream = layout.openStream(index, resumeAt);
      blocks = stream;
    } else {
      if (index != fileIndex) {
        chunks = ChunkBlocks.open(plain);
      }
      chunks.start(layout.chunkOf(unit), resumeAt);
      blocks = chunks;
    }
    fileIndex = index;
    resumeAt = FileLayout.BEGINNING;
    isStarted = true;
  }

  private void end() throws IOException {
    boolean isStream = blocks == stream;
    unit += partitions;
    if (isStream || unit >= layout.units() || layout.fileOf(unit) != fileIndex) {
      bytesBefore += blocks.storedBytesRead();
      blocks.close();
      chunks = null;
      stream = null;
      fileIndex = -1;
      blocks = null;
    }
    if (isStream) {
      positionUnit = unit;
      positionOffset = FileLayout.BEGINNING;
    }
    isStarted = false;
  }

  @Override
  public RecordBlocks blocks() {
    return blocks;
  }

  /** The number of the file that the block is of. */
  int fileIndex() {
    return fileIndex;
  }

  @Override
  public FormattedFile file() {
    return file;
  }

  @Override
  public void passed(int index) {
    positionOffset = blocks.fileOffset(index);
  }

  @Override
  public byte[] position() {
    return layout.position(positionUnit, positionOffset, partitions);
  }

  @Override
  public boolean hadToWait() {
    return blocks != null && blocks.hadToWait();
  }

  @Override
  public long storedBytesRead() {
    return bytesBefore + (blocks == null ? 0 : blocks.storedBytesRead());
  }

  @Override
  public void close() throws IOException {
    RecordBlocks open = blocks;
    blocks = null;
    if (open != null) {
      open.close();
    }
  }
}
