package dev.inkling.engine.io;

import dev.inkling.engine.ColumnVector;
import dev.inkling.engine.RowBatch;
import dev.inkling.engine.Source;
import dev.inkling.engine.io.FileFormats.FormattedFile;
import dev.inkling.operator.FileOptions;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import java.io.IOException;

/** Reads every n-th unit of an input, in order. */
final class PartitionReader implements Source.Reader {

  private final FileLayout layout;
  private final Schema columns;
  private final int partitions;
  private final int maxRecordBytes;
  private final BadRowLog badRows;

  private long unit;
  private long resumeAt;
  private int fileIndex = -1;
  private RowFormat parserFormat;
  private RowParser parser;
  private ChunkBlocks chunks;
  private StreamBlocks stream;
  private RecordBlocks blocks;
  private boolean isStarted;
  private int from;
  private int to;
  private long positionUnit;
  private long positionOffset;
  private long bytesBefore;
  private IOException failure;

  private PartitionReader(
      FileLayout layout,
      Schema columns,
      int partition,
      int partitions,
      FileOptions.BadRows policy,
      byte[] position)
      throws IOException {
    this.layout = layout;
    this.columns = columns;
    this.partitions = partitions;
    this.maxRecordBytes = layout.maxRecordBytes();
    this.badRows = BadRowLog.create(policy);
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
      FormattedFile file = layout.file(layout.fileOf(u));
      if (file.file().isOnce()) {
        throw new IOException(file.file().name() + ": cannot be read again from a position");
      }
      if (layout.chunks(layout.fileOf(u)) != null) {
        return;
      }
    }
  }

  /** A reader of units {@code partition}, {@code partition + partitions} and so on. */
  static PartitionReader open(
      FileLayout layout,
      Schema columns,
      int partition,
      int partitions,
      FileOptions.BadRows policy,
      byte[] position)
      throws IOException {
    return new PartitionReader(layout, columns, partition, partitions, policy, position);
  }

  @Override
  public int poll(RowBatch target) throws IOException {
    if (failure != null) {
      throw failure;
    }
    try {
      return next(target);
    } catch (BadRows.Stop stop) {
      failure = badRows.first();
      throw failure;
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  private int next(RowBatch target) throws IOException {
    target.reset();
    while (true) {
      if (from < to) {
        share(target);
        from = parser.parse(blocks.buffer(), from, to, target, badRows);
        positionOffset = blocks.fileOffset(from);
        if (target.size() > 0) {
          return target.size();
        }
        continue;
      }
      if (!isStarted) {
        if (unit >= layout.units()) {
          return END;
        }
        start();
      }
      switch (blocks.next()) {
        case READY -> {
          from = blocks.from();
          to = blocks.to();
          positionUnit = unit;
          positionOffset = blocks.fileOffset(from);
        }
        case TOO_LONG ->
            badRows.bad(
                blocks.from(),
                "record longer than "
                    + maxRecordBytes
                    + " bytes; does a quote open that is not closed?");
        case WAIT -> {
          return 0;
        }
        case END -> end();
      }
    }
  }

  private void share(RowBatch target) {
    for (int i = 0; i < columns.size(); i++) {
      ColumnVector column = target.column(i);
      if (column.type() == Type.VARCHAR) {
        column.shareBytes(blocks.buffer());
      }
    }
  }

  private void start() throws IOException {
    int index = layout.fileOf(unit);
    FormattedFile file = layout.file(index);
    if (file.format() != parserFormat) {
      parserFormat = file.format();
      parser = parserFormat.parser(columns);
    }
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
    badRows.in(file.file(), blocks);
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
  public byte[] position() {
    return layout.position(positionUnit, positionOffset, partitions);
  }

  @Override
  public Source.Progress progress() {
    long read = bytesBefore + (blocks == null ? 0 : blocks.storedBytesRead());
    return new Source.Progress(read, badRows.count(), badRows.first());
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
