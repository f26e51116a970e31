package dev.inkling.cli.accuracy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Merges sorted runs of a file; the counts of equal keys are added up. */
final class RunMerge {

  private static final int LEAST_BUFFER = 4_096;
  private static final int MOST_BUFFER = 1 << 18;
  private static final int WRITE_BYTES = 1 << 18;

  /**
   * A run in a file: entries of one or two keys and a count, 8 bytes each.
   *
   * @param start its first byte
   * @param end the byte after its last
   */
  record Run(long start, long end) {}

  /** A run with the entry that it has come to. */
  private static final class Cursor {
    private final SpillFile file;
    private final ByteBuffer buffer;
    private final boolean pairs;
    private final long end;
    private long position;
    private long first;
    private long second;
    private long count;

    Cursor(SpillFile file, Run run, boolean pairs, int bufferBytes) {
      this.file = file;
      this.pairs = pairs;
      this.position = run.start();
      this.end = run.end();
      int entry = pairs ? 24 : 16;
      this.buffer = ByteBuffer.allocate(bufferBytes / entry * entry).limit(0);
    }

    boolean next() throws IOException {
      if (!buffer.hasRemaining()) {
        if (position == end) {
          return false;
        }
        buffer.clear().limit((int) Math.min(buffer.capacity(), end - position));
        file.read(buffer, position);
        position += buffer.limit();
        buffer.flip();
      }
      first = buffer.getLong();
      second = pairs ? buffer.getLong() : 0;
      count = buffer.getLong();
      return true;
    }

    boolean isBefore(Cursor other) {
      return first != other.first ? first < other.first : second < other.second;
    }
  }

  /** A heap: no cursor comes before the one at half its place. */
  private final Cursor[] heap;

  private int size;

  private RunMerge(int runs) {
    this.heap = new Cursor[runs];
  }

  /**
   * Writes the first key and the count of every distinct key to the target, 16 bytes each.
   *
   * @param memoryBytes what buffers may take, but each takes 4 KiB
   * @return how many keys there are
   */
  static long merge(
      SpillFile file, List<Run> runs, boolean pairs, long memoryBytes, SpillFile target)
      throws IOException {
    RunMerge merge = new RunMerge(runs.size());
    long share = memoryBytes / Math.max(1, runs.size());
    int bufferBytes = (int) Math.max(LEAST_BUFFER, Math.min(MOST_BUFFER, share));
    for (Run run : runs) {
      Cursor cursor = new Cursor(file, run, pairs, bufferBytes);
      if (cursor.next()) {
        merge.heap[merge.size++] = cursor;
      }
    }
    for (int i = merge.size / 2 - 1; i >= 0; i--) {
      merge.sink(i);
    }
    return merge.writeTo(target);
  }

  private long writeTo(SpillFile target) throws IOException {
    ByteBuffer out = ByteBuffer.allocate(WRITE_BYTES);
    long distinct = 0;
    while (size > 0) {
      long first = heap[0].first;
      long second = heap[0].second;
      long count = 0;
      while (size > 0 && heap[0].first == first && heap[0].second == second) {
        count += heap[0].count;
        if (!heap[0].next()) {
          heap[0] = heap[--size];
          heap[size] = null;
        }
        sink(0);
      }
      if (!out.hasRemaining()) {
        target.append(out.flip());
        out.clear();
      }
      out.putLong(first).putLong(count);
      distinct++;
    }
    target.append(out.flip());
    return distinct;
  }

  private void sink(int start) {
    int at = start;
    Cursor cursor = at < size ? heap[at] : null;
    for (int child = 2 * at + 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && heap[child + 1].isBefore(heap[child])) {
        child++;
      }
      if (!heap[child].isBefore(cursor)) {
        break;
      }
      heap[at] = heap[child];
      at = child;
    }
    if (cursor != null) {
      heap[at] = cursor;
    }
  }
}
