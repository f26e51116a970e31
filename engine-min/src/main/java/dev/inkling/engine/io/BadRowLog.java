package dev.inkling.engine.io;

import dev.inkling.engine.BadRowException;
import dev.inkling.operator.FileOptions;
import java.io.IOException;

/** What a reader knows of the bad rows it met. */
final class BadRowLog implements BadRows {

  private final FileOptions.BadRows policy;
  private InputFile file;
  private RecordBlocks blocks;
  private long count;
  private InputFile firstFile;
  private long firstOffset;
  private long firstLine;
  private String firstProblem;
  private BadRowException first;

  private BadRowLog(FileOptions.BadRows policy) {
    this.policy = policy;
  }

  static BadRowLog create(FileOptions.BadRows policy) {
    return new BadRowLog(policy);
  }

  /** Says from which file, and in which blocks, the next rows are. */
  void in(InputFile file, RecordBlocks blocks) {
    this.file = file;
    this.blocks = blocks;
  }

  @Override
  public void bad(int offset, String problem) {
    count++;
    if (firstFile == null) {
      firstFile = file;
      firstOffset = blocks.fileOffset(offset);
      firstLine = blocks.line(offset);
      firstProblem = problem;
    }
    if (policy == FileOptions.BadRows.FAIL) {
      throw new Stop();
    }
  }

  /** How many there were. */
  long count() {
    return count;
  }

  /** The first; null if there was none. Reads its file again to find the line, the first time. */
  BadRowException first() {
    if (first == null && firstFile != null) {
      long line = firstLine;
      if (line == 0) {
        try {
          line = lineOf(firstFile, firstOffset);
        } catch (IOException e) {
          // the row is bad all the same; its line stays unknown
          line = 0;
        }
      }
      first = new BadRowException(firstFile.name(), line, firstProblem);
    }
    return first;
  }

  private static long lineOf(InputFile file, long offset) throws IOException {
    byte[] block = new byte[1 << 16];
    long line = 1;
    try (StoredStream stream = file.open()) {
      long left = offset;
      while (left > 0) {
        int n = stream.read(block, 0, (int) Math.min(block.length, left));
        if (n < 0) {
          break;
        }
        line += RecordScan.lineFeeds(block, 0, n);
        left -= n;
      }
    }
    return line;
  }
}
