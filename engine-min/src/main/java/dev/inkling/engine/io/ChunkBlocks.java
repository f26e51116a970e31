package dev.inkling.engine.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/**
 * Reads chunks of a file by their number. A record belongs to the chunk in which it starts,
 * wherever it ends, so that all chunks together give each record once. Memory: two chunks, and the
 * longest record.
 */
final class ChunkBlocks implements RecordBlocks {

  /** Before the bytes read there is one more in the buffer: the byte before, or a line feed. */
  private static final int LEAD = 1;

  private static final int TRANSFER_BYTES = 1 << 18;
  private static final int EXTENSION_BYTES = 1 << 13;

  private final ChunkedFile file;
  private final FileChannel channel;
  private final ByteBuffer transfer;
  private byte[] buffer;
  private byte[] scratch = {};

  private int chunk;
  private long resumeAt;
  private long base;
  private int filled;
  private boolean isLoaded;
  private boolean isDone = true;
  private int function;
  private int from;
  private int to;
  private int tooLongAt;
  private long bytesRead;

  private ChunkBlocks(ChunkedFile file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
    this.transfer = ByteBuffer.allocateDirect(Math.min(TRANSFER_BYTES, file.chunkBytes() + LEAD));
    this.buffer = new byte[LEAD + file.chunkBytes() + EXTENSION_BYTES + 1 + RowParser.SLACK];
  }

  /** A reader of the chunks of this file. */
  static ChunkBlocks open(ChunkedFile file) throws IOException {
    return new ChunkBlocks(file, file.file().openChannel());
  }

  /** Goes to a chunk. */
  void start(int chunk) {
    start(chunk, -1);
  }

  /** Goes to a chunk, or, if {@code resumeAt} is not negative, to the record that starts there. */
  void start(int chunk, long resumeAt) {
    this.chunk = chunk;
    this.resumeAt = resumeAt;
    isLoaded = false;
    isDone = false;
    tooLongAt = -1;
  }

  @Override
  public Next next() throws IOException {
    if (tooLongAt >= 0) {
      from = tooLongAt;
      to = tooLongAt;
      tooLongAt = -1;
      return Next.TOO_LONG;
    }
    if (isDone) {
      return Next.END;
    }
    if (!isLoaded) {
      if (resumeAt >= file.end(chunk)) {
        handOverState();
        isDone = true;
        return Next.END;
      }
      load();
    }
    int start = startState();
    if (start == QuoteChain.UNKNOWN) {
      return Next.WAIT;
    }
    isDone = true;
    int chunkEnd = filled;
    int first =
        start == RecordScan.OUTSIDE && buffer[LEAD - 1] == '\n'
            ? LEAD
            : file.scan().firstEnd(buffer, LEAD, chunkEnd, start);
    int endState = endState(start);
    if (first < 0 || first == chunkEnd) {
      return Next.END;
    }
    from = first;
    to = end(chunkEnd, endState);
    if (tooLongAt == from) {
      return next();
    }
    return Next.READY;
  }

  private void load() throws IOException {
    base = resumeAt >= 0 ? resumeAt : file.start(chunk);
    filled = read(buffer, base, file.end(chunk), resumeAt < 0);
    // what lies before the first chunk, a header, was read when the file was opened
    bytesRead += filled - LEAD + (chunk == 0 ? file.dataStart() : 0);
    function = -1;
    isLoaded = true;
  }

  /** Reads {@code [start, end)} of the file behind the lead; returns where the bytes end. */
  private int read(byte[] target, long start, long end, boolean withByteBefore) throws IOException {
    if (withByteBefore && start > file.dataStart()) {
      transfer(target, 0, start - LEAD, (int) (end - start) + LEAD);
    } else {
      target[0] = '\n';
      transfer(target, LEAD, start, (int) (end - start));
    }
    return LEAD + (int) (end - start);
  }

  private void transfer(byte[] target, int at, long offset, int length) throws IOException {
    int done = 0;
    while (done < length) {
      transfer.clear().limit(Math.min(transfer.capacity(), length - done));
      int n;
      try {
        n = channel.read(transfer, offset + done);
      } catch (IOException e) {
        throw new IOException(file.file().name() + ": " + e.getMessage(), e);
      }
      if (n < 0) {
        throw new IOException(file.file().name() + ": became shorter while it was read");
      }
      transfer.flip();
      transfer.get(target, at + done, n);
      done += n;
    }
  }

  /** The state at the start of the bytes read, or UNKNOWN. */
  private int startState() throws IOException {
    RecordScan scan = file.scan();
    if (resumeAt >= 0 || !scan.isQuoted()) {
      return RecordScan.OUTSIDE;
    }
    QuoteChain chain = file.chain();
    int state = chain.stateAt(chunk);
    if (state != QuoteChain.UNKNOWN) {
      return state;
    }
    if (function < 0 && chain.claim(chunk)) {
      function = scan.function(buffer, LEAD, filled);
      chain.publish(chunk, function);
    }
    while (state == QuoteChain.UNKNOWN) {
      int other = chain.claimBefore(chunk);
      if (other >= 0) {
        publish(other);
      }
      state = chain.stateAt(chunk);
      if (other < 0) {
        break;
      }
    }
    return state;
  }

  private void publish(int other) throws IOException {
    QuoteChain chain = file.chain();
    try {
      if (scratch.length == 0) {
        scratch = new byte[LEAD + file.chunkBytes() + RowParser.SLACK];
      }
      int end = read(scratch, file.start(other), file.end(other), true);
      chain.publish(other, file.scan().function(scratch, LEAD, end));
    } finally {
      chain.abandon(other);
    }
  }

  /** The state at the end of the chunk; tells the chain. */
  private int endState(int start) {
    if (!file.scan().isQuoted()) {
      return RecordScan.OUTSIDE;
    }
    int state =
        function >= 0
            ? RecordScan.apply(function, start)
            : file.scan().stateAfter(buffer, LEAD, filled, start);
    file.chain().setState(chunk + 1, state);
    return state;
  }

  /** A reader that resumes behind its chunk knows something about the chunk where it does. */
  private void handOverState() throws IOException {
    int other = file.chunkAt(resumeAt);
    if (file.scan().isQuoted() && other < file.chunks()) {
      int end = read(buffer, resumeAt, file.end(other), false);
      int state = file.scan().stateAfter(buffer, LEAD, end, RecordScan.OUTSIDE);
      file.chain().setState(other + 1, state);
    }
  }

  /** Where the last record that starts before {@code chunkEnd} ends; reads on if need be. */
  private int end(int chunkEnd, int endState) throws IOException {
    RecordScan scan = file.scan();
    int state = endState;
    if (state == RecordScan.OUTSIDE && buffer[chunkEnd - 1] == '\n') {
      return chunkEnd;
    }
    int step = EXTENSION_BYTES;
    while (true) {
      long offset = base + filled - LEAD;
      int more = (int) Math.min(step, file.size() - offset);
      if (more == 0) {
        buffer[filled++] = '\n';
        return within(filled, chunkEnd);
      }
      if (buffer.length - filled < more + 1 + RowParser.SLACK) {
        buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, filled + more + 64));
      }
      transfer(buffer, filled, offset, more);
      int end = scan.firstEnd(buffer, filled, filled + more, state);
      if (end >= 0) {
        return within(end, chunkEnd);
      }
      state = scan.stateAfter(buffer, filled, filled + more, state);
      filled += more;
      int allowed = within(filled, chunkEnd);
      if (allowed < filled) {
        return allowed;
      }
      step = Math.min(TRANSFER_BYTES, 2 * step);
    }
  }

  /** {@code end}, or the start of the last record if that is too long. */
  private int within(int end, int chunkEnd) {
    if (end - from > file.maxRecordBytes()) {
      int before = file.scan().lastEnd(buffer, from, chunkEnd, RecordScan.OUTSIDE);
      int last = Math.max(from, before);
      if (end - last > file.maxRecordBytes()) {
        tooLongAt = last;
        return last;
      }
    }
    return end;
  }

  @Override
  public byte[] buffer() {
    return buffer;
  }

  @Override
  public int from() {
    return from;
  }

  @Override
  public int to() {
    return to;
  }

  @Override
  public long fileOffset(int index) {
    return base + index - LEAD;
  }

  @Override
  public long line(int index) {
    return 0;
  }

  @Override
  public long storedBytesRead() {
    return bytesRead;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
