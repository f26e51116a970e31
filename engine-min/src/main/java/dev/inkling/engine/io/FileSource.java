package dev.inkling.engine.io;

import dev.inkling.engine.RowBatch;
import dev.inkling.engine.Source;
import dev.inkling.engine.io.FileFormats.FormattedFile;
import dev.inkling.operator.Column;
import dev.inkling.operator.FileInput;
import dev.inkling.operator.FileOptions;
import dev.inkling.operator.Schema;
import dev.inkling.operator.TimestampFormat;
import dev.inkling.operator.Type;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Files as a source: CSV, JSON lines, access logs or plain lines, plain, gzip or zstd.
 *
 * <p>Which columns there are, and of which type, is found out from the first MiB of the first file
 * and 64 KiB of others, as far as it is not given. All files must have the same columns; those of
 * CSV files may be in another order.
 *
 * <p>Plain files are cut into chunks of 1 MiB, of which partition w of n reads every n-th, so that
 * all partitions work on all files, in the order of the files; which rows a partition gets depends
 * only on the files and on n. A compressed file is read by one partition, as a whole. Reading
 * standard input or a pipe may block; it can be done once, and not from a position. Everything else
 * is read from wherever a position says: at once in a plain file, by decompressing what comes
 * before in a compressed one.
 *
 * <p>Memory: per reader about 2 MiB and the longest record.
 */
public final class FileSource implements Source {

  private static final int CHUNK_BYTES = 1 << 20;
  private static final int SAMPLE_ROWS = 10_000;

  // 1973 to 2286 in seconds and in milliseconds: the ranges do not meet
  private static final double EARLIEST_S = 1e8;
  private static final double LATEST_S = 1e10;

  private final FileInput input;
  private final List<InputFile> files;
  private final List<FormattedFile> formatted;
  private final FileLayout layout;
  private final int chunkBytes;

  private FileSource(FileInput input, List<InputFile> files, int chunkBytes) throws IOException {
    this.input = input;
    this.files = files;
    this.chunkBytes = chunkBytes;
    this.formatted = FileFormats.find(files, input.options());
    this.layout = FileLayout.create(formatted, chunkBytes, input.options().maxRecordBytes());
  }

  /**
   * Opens files: finds out which they are and what is in them. Cost: the head of every file is
   * read; of standard input as much as that needs is waited for.
   *
   * @throws IOException with a message for users if there is no such file, or it cannot be read, or
   *     the files do not belong together, or a column that is given is not there
   */
  public static FileSource open(FileInput input) throws IOException {
    return open(input, System.in, CHUNK_BYTES);
  }

  /** As {@link #open(FileInput)}, with another standard input and other chunks. */
  static FileSource open(FileInput input, InputStream standardInput, int chunkBytes)
      throws IOException {
    List<InputFile> files = FilePaths.expand(input.paths(), standardInput);
    return new FileSource(input, files, chunkBytes).withTimesGiven();
  }

  /** What the heads of files say of their columns, as a source that is not to be read. */
  static FileSource ofHeads(FileInput input, List<InputFile> heads) throws IOException {
    return new FileSource(input, heads, CHUNK_BYTES).withTimesGiven();
  }

  /** With the columns that are given as TIMESTAMP read as such. */
  private FileSource withTimesGiven() throws IOException {
    FileSource source = this;
    for (Column column : input.options().columns()) {
      if (column.type() == Type.TIMESTAMP
          && !input.options().timestamps().containsKey(column.name())) {
        source = source.withTimestamp(column.name());
      }
    }
    return source;
  }

  /**
   * The same files read in another way.
   *
   * @throws IOException as {@link #open} does
   */
  public FileSource with(FileOptions options) throws IOException {
    return new FileSource(input.withOptions(options), files, chunkBytes);
  }

  /**
   * This source with a column read as TIMESTAMP. If it is a number, its magnitude at the head of
   * the first file says whether it is in milliseconds or seconds since 1970.
   *
   * @throws IOException if it is neither, or there is no such column; the message is for users
   */
  public FileSource withTimestamp(String column) throws IOException {
    String name = formatted.get(0).file().name();
    if (!schema().contains(column)) {
      throw new IOException(name + ": no column \"" + column + "\"; there are " + schema());
    }
    Type type = schema().type(column);
    if (type == Type.TIMESTAMP) {
      return this;
    }
    if (!type.isNumeric()) {
      throw new IOException(
          name
              + ": column "
              + column
              + " is "
              + type
              + ", not a TIMESTAMP; say how its instants are written");
    }
    FileOptions options = input.options().withTimestamp(column, epoch(column, type));
    return with(options);
  }

  private TimestampFormat epoch(String column, Type type) throws IOException {
    FormattedFile first = formatted.get(0);
    Schema wanted = Schema.of(new Column(column, type));
    RowBatch batch = new RowBatch(wanted, SAMPLE_ROWS);
    FileHead head = first.file().head(1 << 20);
    RecordScan scan = layout.scan(0);
    byte[] bytes = head.bytes();
    int start = Math.min(first.dataStart(), head.length());
    // the byte before the data is a line feed, or there is none and a quote cannot come first
    int end = lastEnd(scan, bytes, start, head.length());
    first.format().parser(wanted).parse(bytes, start, end, batch, (offset, problem) -> {});
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (int row = 0; row < batch.size(); row++) {
      if (!batch.column(0).isNull(row)) {
        double value =
            type == Type.DOUBLE ? batch.column(0).doubles()[row] : batch.column(0).longs()[row];
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
    }
    if (least >= EARLIEST_S && most < LATEST_S) {
      return TimestampFormat.EPOCH_S;
    }
    if (least >= EARLIEST_S * 1000 && most < LATEST_S * 1000) {
      return TimestampFormat.EPOCH_MS;
    }
    throw new IOException(
        first.file().name()
            + ": column "
            + column
            + (least > most
                ? " has no value at the head of the file"
                : " has values from " + shown(least) + " to " + shown(most) + ", which are")
            + (least > most ? "" : " neither milliseconds nor seconds since 1970")
            + "; say how its instants are written");
  }

  private static String shown(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e18
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  private static int lastEnd(RecordScan scan, byte[] bytes, int start, int length) {
    int from = start;
    if (start == 0) {
      // step over the first byte, which has none before it
      from = length > 0 ? 1 : 0;
    }
    int state =
        start == 0 && length > 0 && bytes[0] == '"' && scan.isQuoted()
            ? RecordScan.INSIDE
            : RecordScan.OUTSIDE;
    return Math.max(start, scan.lastEnd(bytes, from, length, state));
  }

  @Override
  public String name() {
    return input.name();
  }

  /** The description, with everything that was given or asked for since. */
  public FileInput input() {
    return input;
  }

  @Override
  public Schema schema() {
    return formatted.get(0).format().schema();
  }

  /** The format of the first file. */
  RowFormat format() {
    return formatted.get(0).format();
  }

  /** How the files are cut into units of reading. */
  FileLayout layout() {
    return layout;
  }

  /** How many bytes all files have as they are stored; −1 if one is a pipe. */
  @Override
  public long totalBytes() {
    long total = 0;
    for (InputFile file : files) {
      if (file.storedBytes() < 0) {
        return -1;
      }
      total += file.storedBytes();
    }
    return total;
  }

  /** {@code wanted} partitions, or fewer if there are not as many chunks or files. */
  @Override
  public List<Partition> partitions(int wanted) {
    if (wanted < 1) {
      throw new IllegalArgumentException("wanted must be at least 1, got " + wanted);
    }
    int count = (int) Math.max(1, Math.min(wanted, layout.units()));
    List<Partition> partitions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      partitions.add(new FilePartition(this, i, count));
    }
    return partitions;
  }

  private record FilePartition(FileSource source, int index, int count) implements Partition {
    @Override
    public String name() {
      return source.name() + (count == 1 ? "" : " (" + (index + 1) + " of " + count + ")");
    }

    @Override
    public Reader open(Schema columns, byte[] position) throws IOException {
      return PartitionReader.open(
          source.layout, columns, index, count, source.input.options().badRows(), position);
    }
  }
}
