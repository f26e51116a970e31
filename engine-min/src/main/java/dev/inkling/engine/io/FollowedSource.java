package dev.inkling.engine.io;

import dev.inkling.engine.Clock;
import dev.inkling.engine.Source;
import dev.inkling.operator.FileOptions;
import dev.inkling.operator.FollowedInput;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Files that grow, folders that get new files, standard input, named pipes and sockets as a source
 * that goes on until it is stopped; a stream ends with its sender.
 *
 * <p>Only whole records are taken: a last line without a line feed waits, and is taken when its
 * file has ended, which it has when it was moved or deleted and was quiet for ten seconds, when it
 * was cut off and written anew, or when reading is stopped. What comes to a file within the last
 * moment before it is stopped is read as well, up to 1 MiB. A file that is moved is read on
 * wherever it is, and what comes to its name is another file. A compressed file is read as soon as
 * it is complete and was quiet for half a second; what is added later, then.
 *
 * <p>Each file belongs to one partition, by its name when it is first seen; a partition reads what
 * there is in the order in which it was written. Positions know files by their keys and first
 * bytes, so that reading goes on in a file that was moved meanwhile, if it was not moved out of its
 * folder. A stream can be read once, and not from a position.
 *
 * <p>Memory: per file that is being written to about 256 KiB and the longest record; some hundred
 * bytes per other file.
 */
public final class FollowedSource implements Source {

  private static final int FIRST_HEAD_BYTES = 1 << 20;
  private static final int FURTHER_HEAD_BYTES = 1 << 16;

  /** In so many files columns are looked for. */
  private static final int HEADS = 32;

  private final FollowedInput input;
  private final FollowedFormat format;
  private final Clock clock;

  /** The only stream; null if files are followed. */
  private final StreamPump pump;

  /** What was read of the stream to find out its columns. */
  private final byte[] streamHead;

  private FollowedSource(
      FollowedInput input, FollowedFormat format, Clock clock, StreamPump pump, byte[] streamHead) {
    this.input = input;
    this.format = format;
    this.clock = clock;
    this.pump = pump;
    this.streamHead = streamHead;
  }

  /**
   * Opens what is to be followed and finds out its columns. Of a stream whose format and columns
   * are not given the first line is waited for.
   *
   * @param clock the time, by which files are looked at
   * @throws IOException with a message for users if there is no such folder or host, or nothing in
   *     which to find out the columns, or a column that is given is not there
   */
  public static FollowedSource open(FollowedInput input, Clock clock) throws IOException {
    return open(input, clock, System.in);
  }

  /** As {@link #open(FollowedInput, Clock)}, with another standard input. */
  static FollowedSource open(FollowedInput input, Clock clock, InputStream standardInput)
      throws IOException {
    FileOptions options = input.options();
    String first = input.paths().get(0);
    StreamPump.Opening stream = stream(first, standardInput);
    if (stream == null) {
      FolderWatch.of(input.paths());
      FollowedFormat format = FollowedFormat.of(input, heads(input));
      return new FollowedSource(input, format, clock, null, new byte[0]);
    }
    if (input.paths().size() > 1) {
      throw new IOException(first + ": a pipe must be the only input");
    }
    StreamPump pump = StreamPump.start(first, stream);
    try {
      byte[] head = isGiven(options) ? new byte[0] : firstLines(pump);
      List<InputFile> heads = List.of(FollowedFormat.head(first, head));
      FollowedFormat format = FollowedFormat.of(input, heads);
      return new FollowedSource(input, format, clock, pump, head);
    } catch (IOException | RuntimeException e) {
      pump.close();
      throw e;
    }
  }

  /** How a stream is opened; null if the path stands for files. */
  private static StreamPump.Opening stream(String path, InputStream standardInput)
      throws IOException {
    if (path.equals(InputFile.STANDARD_INPUT)) {
      return () -> standardInput;
    }
    if (path.startsWith(FollowedInput.TCP)) {
      InputStream received = SocketClient.connect(path);
      return () -> received;
    }
    try {
      Path file = Path.of(path);
      boolean isPipe = Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file);
      return isPipe ? () -> Files.newInputStream(file) : null;
    } catch (InvalidPathException e) {
      return null;
    }
  }

  /** Whether nothing is to be found out from the rows. */
  private static boolean isGiven(FileOptions options) {
    return switch (options.format()) {
      case LINES -> true;
      case CSV, NDJSON ->
          !options.columns().isEmpty()
              && options.columns().stream()
                  .noneMatch(
                      c ->
                          c.type() == Type.TIMESTAMP
                              && !options.timestamps().containsKey(c.name()));
      case AUTO, LOG -> false;
    };
  }

  private static byte[] firstLines(StreamPump pump) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    byte[] block = new byte[FURTHER_HEAD_BYTES];
    boolean hasLine = false;
    while (head.size() < FIRST_HEAD_BYTES) {
      int n = hasLine ? pump.read(block, 0, block.length) : pump.await(block, 0, block.length);
      if (n < 0 || (n == 0 && hasLine)) {
        break;
      }
      for (int i = 0; i < n; i++) {
        hasLine |= block[i] == '\n';
      }
      head.write(block, 0, n);
    }
    return head.toByteArray();
  }

  private static List<InputFile> heads(FollowedInput input) throws IOException {
    List<InputFile> heads = new ArrayList<>();
    for (FolderWatch.Found found : FolderWatch.find(input.paths())) {
      int limit = heads.isEmpty() ? FIRST_HEAD_BYTES : FURTHER_HEAD_BYTES;
      byte[] head = head(found, limit);
      if (head.length > 0) {
        heads.add(FollowedFormat.head(found.name(), head));
      }
      if (heads.size() == HEADS) {
        break;
      }
    }
    return heads;
  }

  /** The first bytes; none of a file that is not there any more, or of one not complete yet. */
  private static byte[] head(FolderWatch.Found found, int limit) throws IOException {
    try {
      if (found.size() >= Compression.MAGIC_BYTES && FollowedFile.isCompressed(found.path())) {
        FileHead head = InputFile.open(found.name(), found.path()).head(limit);
        return java.util.Arrays.copyOf(head.bytes(), head.length());
      }
      try (GrowingFile file = GrowingFile.open(found.name(), found.path(), 0)) {
        return file.head(limit);
      }
    } catch (NoSuchFileException | java.io.FileNotFoundException | StoredStream.EndsEarly e) {
      return new byte[0];
    }
  }

  /**
   * This source with a column read as TIMESTAMP, as {@link FileSource#withTimestamp} does it.
   *
   * @throws IOException if it is none, or there is no such column, or nothing yet in which to find
   *     out how it is written; the message is for users
   */
  public FollowedSource withTimestamp(String column) throws IOException {
    return new FollowedSource(input, format.withTimestamp(column), clock, pump, streamHead);
  }

  @Override
  public String name() {
    return input.name();
  }

  /** The description, with everything that was found out about times. */
  public FollowedInput input() {
    return input.withOptions(format.options());
  }

  @Override
  public Schema schema() {
    return format.schema();
  }

  /** As many as are wanted if there are folders or patterns, one for each plain path at most. */
  @Override
  public List<Partition> partitions(int wanted) throws IOException {
    if (wanted < 1) {
      throw new IllegalArgumentException("wanted must be at least 1, got " + wanted);
    }
    boolean isOpen = false;
    for (String path : input.paths()) {
      isOpen |= Files.isDirectory(Path.of(path)) || FilePaths.isPattern(path);
    }
    int count = pump != null ? 1 : isOpen ? wanted : Math.min(wanted, input.paths().size());
    FolderWatch watch = pump != null ? null : FolderWatch.of(input.paths());
    List<Partition> partitions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      partitions.add(new FollowedPartition(this, watch, i, count));
    }
    return partitions;
  }

  private record FollowedPartition(FollowedSource source, FolderWatch watch, int index, int count)
      implements Partition {
    @Override
    public String name() {
      return source.name() + (count == 1 ? "" : " (" + (index + 1) + " of " + count + ")");
    }

    @Override
    public Reader open(Schema columns, byte[] position) throws IOException {
      FileOptions options = source.format.options();
      BlockSequence blocks =
          source.pump == null
              ? FollowedBlocks.open(watch, source.format, index, count, source.clock, position)
              : source.stream(position);
      return PartitionReader.of(blocks, columns, options.maxRecordBytes(), options.badRows());
    }
  }

  private BlockSequence stream(byte[] position) throws IOException {
    if (position != null) {
      throw new IOException(name() + ": cannot be read again from a position");
    }
    return FollowedStream.open(name(), format, pump, streamHead);
  }
}
