package dev.inkling.engine.io;

import dev.inkling.engine.ColumnVector;
import dev.inkling.engine.RowBatch;
import dev.inkling.engine.RowChoice;
import dev.inkling.engine.Source;
import dev.inkling.engine.io.FileFormats.FormattedFile;
import dev.inkling.operator.FileOptions;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import java.io.IOException;

/** Parses the rows of a partition, in the order in which its blocks come. */
final class PartitionReader implements Source.Reader {

  private final BlockSequence units;
  private final Schema columns;
  private final int maxRecordBytes;
  private final BadRowLog badRows;

  private RowFormat parserFormat;
  private RowParser parser;
  private final RecordWalk walk = new RecordWalk();

  /** Whether the walk is where the next record to be read is. */
  private boolean isWalking;

  private boolean hadToWait;
  private int from;
  private int to;
  private IOException failure;

  private PartitionReader(
      BlockSequence units, Schema columns, int maxRecordBytes, FileOptions.BadRows policy) {
    this.units = units;
    this.columns = columns;
    this.maxRecordBytes = maxRecordBytes;
    this.badRows = BadRowLog.create(policy);
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
    UnitBlocks units = UnitBlocks.open(layout, partition, partitions, position);
    return new PartitionReader(units, columns, layout.maxRecordBytes(), policy);
  }

  /** A reader of the rows of these blocks. */
  static PartitionReader of(
      BlockSequence blocks, Schema columns, int maxRecordBytes, FileOptions.BadRows policy) {
    return new PartitionReader(blocks, columns, maxRecordBytes, policy);
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

  @Override
  public long poll(RowBatch target, RowChoice choice) throws IOException {
    if (failure != null) {
      throw failure;
    }
    try {
      return chosen(target, choice);
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
    hadToWait = false;
    while (true) {
      if (from < to) {
        byte[] buffer = units.blocks().buffer();
        share(buffer, target);
        from = parser.parse(buffer, from, to, target, badRows);
        isWalking = false;
        units.passed(from);
        if (target.size() > 0) {
          return target.size();
        }
        continue;
      }
      int none = block();
      if (none <= 0) {
        return none;
      }
    }
  }

  /** Rows of one block at most: the batch's texts are slices of its bytes. */
  private long chosen(RowBatch target, RowChoice choice) throws IOException {
    target.reset();
    hadToWait = false;
    long rows = 0;
    while (rows == 0) {
      while (from == to) {
        int none = block();
        if (none <= 0) {
          return none;
        }
      }
      byte[] buffer = units.blocks().buffer();
      share(buffer, target);
      if (!isWalking) {
        walk.start(parserFormat, buffer, from, to);
        isWalking = true;
      }
      while (walk.hasNext() && target.size() < target.capacity()) {
        if (choice.untilNext() > 0) {
          long passed = walk.pass(choice.untilNext());
          choice.pass(passed);
          rows += passed;
        } else {
          choice.take();
          walk.next();
          int before = target.size();
          parser.parse(buffer, walk.from(), walk.to(), target, badRows);
          rows += target.size() - before; // none if it is bad
        }
      }
      from = walk.at();
      units.passed(from);
    }
    return rows;
  }

  /** Goes to the next block, or says what {@link #poll} returns; 1 if there is one. */
  private int block() throws IOException {
    switch (units.next()) {
      case READY -> start();
      case TOO_LONG -> {
        badRows.in(units.file().file(), units.blocks());
        badRows.bad(
            units.blocks().from(),
            "record longer than "
                + maxRecordBytes
                + " bytes; does a quote open that is not closed?");
      }
      case WAIT -> {
        return 0;
      }
      case END -> {
        return END;
      }
    }
    hadToWait |= units.hadToWait();
    return 1;
  }

  @Override
  public boolean stop() {
    return units.stop();
  }

  @Override
  public boolean hadToWait() {
    return hadToWait;
  }

  private void start() {
    FormattedFile file = units.file();
    if (file.format() != parserFormat) {
      parserFormat = file.format();
      parser = parserFormat.parser(columns);
    }
    badRows.in(file.file(), units.blocks());
    isWalking = false;
    from = units.blocks().from();
    to = units.blocks().to();
  }

  private void share(byte[] buffer, RowBatch target) {
    for (int i = 0; i < columns.size(); i++) {
      ColumnVector column = target.column(i);
      if (column.type() == Type.VARCHAR) {
        column.shareBytes(buffer);
      }
    }
  }

  @Override
  public byte[] position() {
    return units.position();
  }

  @Override
  public Source.Progress progress() {
    return new Source.Progress(units.storedBytesRead(), badRows.count(), badRows.first());
  }

  @Override
  public void close() throws IOException {
    units.close();
  }
}
