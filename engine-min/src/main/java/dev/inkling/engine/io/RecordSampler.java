package dev.inkling.engine.io;

import dev.inkling.engine.RowBatch;
import dev.inkling.hash.Hash64;
import dev.inkling.operator.FileOptions;
import dev.inkling.operator.Schema;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Samples the records of every n-th unit of an input: all of them, or those of each stratum. */
final class RecordSampler implements AutoCloseable {

  /** The name of the only stratum where there is no column to go by. */
  private static final String ALL = "";

  /** How long another sampler is given to find out what this one needs. */
  private static final long PATIENCE_NANOS = 20_000;

  private final UnitBlocks units;
  private final RecordSample.Wish wish;
  private final long seed;
  private final int maxRecordBytes;
  private final Map<String, SampledRecords> strata = new HashMap<>();
  private final RecordWalk walk = new RecordWalk();

  /** Of the stratum's column only; null if there is none. */
  private final RowBatch row;

  private final BadRowLog badRows;
  private RowFormat parserFormat;
  private RowParser parser;
  private byte[] raw = {};
  private long seen;
  private volatile long recordsSeen;
  private volatile long bytesRead;

  private RecordSampler(
      UnitBlocks units, RecordSample.Wish wish, long seed, RowBatch row, FileOptions options) {
    this.units = units;
    this.wish = wish;
    this.seed = seed;
    this.row = row;
    this.maxRecordBytes = options.maxRecordBytes();
    this.badRows = BadRowLog.create(options.badRows());
  }

  /**
   * A sampler of units {@code partition}, {@code partition + partitions} and so on.
   *
   * @throws IllegalArgumentException if there is no such column to go by
   */
  static RecordSampler open(
      FileSource source, int partition, int partitions, RecordSample.Wish wish) throws IOException {
    RowBatch row =
        wish.by()
            .map(name -> source.schema().column(source.schema().indexOf(name)))
            .map(column -> new RowBatch(Schema.of(column), 1))
            .orElse(null);
    UnitBlocks units = UnitBlocks.open(source.layout(), partition, partitions, null);
    long seed = Hash64.xxh3().hash(wish.seed() + partition);
    return new RecordSampler(units, wish, seed, row, source.input().options());
  }

  /**
   * Samples a block.
   *
   * @return false if there is no other
   */
  boolean doWork() throws IOException {
    switch (units.next()) {
      case READY -> {
        walk.start(units.file().format(), units.blocks());
        if (row == null) {
          sampleAll();
        } else {
          sampleStrata();
        }
      }
      case TOO_LONG -> {
        badRows.in(units.file().file(), units.blocks());
        fail(units.blocks().from(), "record longer than " + maxRecordBytes + " bytes");
      }
      case WAIT -> LockSupport.parkNanos(PATIENCE_NANOS);
      case END -> {
        return false;
      }
    }
    recordsSeen = seen;
    bytesRead = units.storedBytesRead();
    return true;
  }

  private void sampleAll() throws IOException {
    SampledRecords sample = stratum(ALL);
    while (walk.hasNext()) {
      long pass = sample.untilNext();
      if (pass > 0) {
        long passed = walk.pass(pass);
        sample.skip(passed);
        seen += passed;
      } else {
        walk.next();
        take(sample, units.blocks().buffer(), walk.from(), walk.to());
      }
    }
  }

  private void sampleStrata() throws IOException {
    byte[] buffer = units.blocks().buffer();
    RowFormat format = units.file().format();
    if (format != parserFormat) {
      parserFormat = format;
      parser = format.parser(row.schema());
    }
    badRows.in(units.file().file(), units.blocks());
    while (walk.hasNext()) {
      walk.next();
      int length = walk.to() - walk.from();
      if (length > raw.length) {
        raw = new byte[2 * length];
      }
      // the parser may take escapes out of the buffer's own bytes
      System.arraycopy(buffer, walk.from(), raw, 0, length);
      parse(buffer);
      if (row.size() == 0) {
        continue; // a bad row that is skipped
      }
      SampledRecords sample = stratum(row.column(0).isNull(0) ? null : row.column(0).text(0));
      if (sample.untilNext() > 0) {
        sample.skip(1);
        seen++;
      } else {
        take(sample, raw, 0, length);
      }
    }
  }

  private void parse(byte[] buffer) throws IOException {
    row.reset();
    row.column(0).shareBytes(buffer);
    try {
      parser.parse(buffer, walk.from(), walk.to(), row, badRows);
    } catch (BadRows.Stop stop) {
      throw badRows.first();
    }
  }

  private SampledRecords stratum(String key) throws IOException {
    SampledRecords sample = strata.get(key);
    if (sample == null) {
      RecordSample.checkStrata(strata.size() + 1, wish);
      long stratumSeed = Hash64.xxh3().hash(seed + Hash64.xxh3().hash(key == null ? ALL : key));
      sample = SampledRecords.create(wish.size(), stratumSeed);
      strata.put(key, sample);
    }
    return sample;
  }

  private void take(SampledRecords sample, byte[] bytes, int from, int to) {
    long offset = units.blocks().fileOffset(walk.from());
    seen++;
    sample.take(units.fileIndex(), offset, Arrays.copyOfRange(bytes, from, to));
  }

  private void fail(int offset, String problem) throws IOException {
    try {
      badRows.bad(offset, problem);
    } catch (BadRows.Stop stop) {
      throw badRows.first();
    }
  }

  /** The samples by the value of the stratum's column. */
  Map<String, SampledRecords> strata() {
    return strata;
  }

  /** How many records could not be read, and the first of them. */
  BadRowLog badRows() {
    return badRows;
  }

  /** How many records were seen so far; may be asked by any thread. */
  long recordsSeen() {
    return recordsSeen;
  }

  /** How many bytes of those stored were read so far; may be asked by any thread. */
  long bytesRead() {
    return bytesRead;
  }

  @Override
  public void close() throws IOException {
    units.close();
  }
}
