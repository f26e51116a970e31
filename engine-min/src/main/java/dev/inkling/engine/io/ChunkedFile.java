package dev.inkling.engine.io;

/** A file that is read in chunks, and what its readers share. Thread-safe. */
final class ChunkedFile {

  private final InputFile file;
  private final long dataStart;
  private final RecordScan scan;
  private final int chunkBytes;
  private final int maxRecordBytes;
  private final int chunks;
  private final QuoteChain chain;

  private ChunkedFile(
      InputFile file, long dataStart, RecordScan scan, int chunkBytes, int maxRecordBytes) {
    this.file = file;
    this.dataStart = Math.min(dataStart, file.storedBytes());
    this.scan = scan;
    // a record that is too long never lies within one chunk, so that chunks do not matter for it
    this.chunkBytes = Math.min(chunkBytes, maxRecordBytes);
    this.maxRecordBytes = maxRecordBytes;
    long data = file.storedBytes() - this.dataStart;
    this.chunks = Math.toIntExact((data + this.chunkBytes - 1) / this.chunkBytes);
    this.chain = scan.isQuoted() ? QuoteChain.create(chunks) : null;
  }

  /** A file whose first record starts at {@code dataStart}. */
  static ChunkedFile create(
      InputFile file, long dataStart, RecordScan scan, int chunkBytes, int maxRecordBytes) {
    return new ChunkedFile(file, dataStart, scan, chunkBytes, maxRecordBytes);
  }

  InputFile file() {
    return file;
  }

  /** Where the first chunk starts. */
  long dataStart() {
    return dataStart;
  }

  long size() {
    return file.storedBytes();
  }

  RecordScan scan() {
    return scan;
  }

  /** What is known of quotes at the starts of chunks; only if the scan is quoted. */
  QuoteChain chain() {
    return chain;
  }

  int chunkBytes() {
    return chunkBytes;
  }

  int maxRecordBytes() {
    return maxRecordBytes;
  }

  /** How many chunks there are; 0 if there are no records. */
  int chunks() {
    return chunks;
  }

  /** Where a chunk starts. */
  long start(int chunk) {
    return dataStart + (long) chunk * chunkBytes;
  }

  /** Where a chunk ends. */
  long end(int chunk) {
    return Math.min(size(), start(chunk) + chunkBytes);
  }

  /** The chunk that holds this byte; the number of chunks for the end of the file. */
  int chunkAt(long offset) {
    return offset >= size() ? chunks : (int) ((offset - dataStart) / chunkBytes);
  }
}
