package dev.inkling.engine.io;

import dev.inkling.engine.io.FileFormats.FormattedFile;
import dev.inkling.operator.FileInput;
import dev.inkling.operator.FileOptions;
import dev.inkling.operator.FollowedInput;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * How the files of a followed input are read: found out from what was there when it was opened, or
 * else as the options say. Immutable.
 */
final class FollowedFormat {

  /** What has a byte order mark has it here. */
  private static final int BOM_BYTES = 3;

  private final String name;
  private final FileOptions options;
  private final RowFormat format;

  /** What was there; null if nothing was. */
  private final FileSource heads;

  private FollowedFormat(String name, FileOptions options, RowFormat format, FileSource heads) {
    this.name = name;
    this.options = options;
    this.format = format;
    this.heads = heads;
  }

  /** The beginning of a file as far as it has whole lines. */
  static InputFile head(String name, byte[] bytes) {
    return InputFile.ofHead(name, wholeLines(bytes));
  }

  /**
   * Finds out the columns.
   *
   * @param heads what there is, as {@link #head} makes it
   * @throws IOException if there is not enough to find them out, with a message for users
   */
  static FollowedFormat of(FollowedInput input, List<InputFile> heads) throws IOException {
    List<InputFile> whole = heads.stream().filter(file -> file.onceHead().length > 0).toList();
    if (whole.isEmpty()) {
      RowFormat format = FileFormats.ofOptions(input.name(), input.options());
      return new FollowedFormat(input.name(), input.options(), format, null);
    }
    FileInput described = new FileInput(input.paths(), input.options());
    return of(input.name(), FileSource.ofHeads(described, whole));
  }

  private static FollowedFormat of(String name, FileSource heads) {
    return new FollowedFormat(name, heads.input().options(), heads.format(), heads);
  }

  private static byte[] wholeLines(byte[] bytes) {
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    return Arrays.copyOf(bytes, end);
  }

  /**
   * This format with a column read as TIMESTAMP; see {@link FileSource#withTimestamp}.
   *
   * @throws IOException if it is none, or nothing is there to find out how it is written
   */
  FollowedFormat withTimestamp(String column) throws IOException {
    if (heads != null) {
      return of(name, heads.withTimestamp(column));
    }
    if (!schema().contains(column)) {
      throw new IOException(name + ": no column \"" + column + "\"; there are " + schema());
    }
    if (schema().type(column) != Type.TIMESTAMP) {
      throw new IOException(
          name
              + ": column "
              + column
              + " is "
              + schema().type(column)
              + ", and there are no rows yet in which to find out how its times are"
              + " written; give it the type TIMESTAMP and a format of times");
    }
    return this;
  }

  /** All columns. */
  Schema schema() {
    return format.schema();
  }

  /** How files are read, with what was found out about times. */
  FileOptions options() {
    return options;
  }

  /**
   * How one file, or stream, is read.
   *
   * @param bytes its beginning
   * @param length how many bytes of it are there
   * @param isWhole whether there is no more
   * @return null if more of it must be there to tell
   * @throws IOException if it has other columns
   */
  FormattedFile file(String file, byte[] bytes, int length, boolean isWhole) throws IOException {
    if (!isWhole && !isEnough(bytes, length)) {
      return null;
    }
    FileHead head = FileHead.of(bytes, length, isWhole);
    InputFile named = InputFile.ofHead(file, new byte[0]);
    if (head.length() == head.bomBytes()) {
      return isWhole ? new FormattedFile(named, format, head.length()) : null;
    }
    return FileFormats.further(format, heads == null, options, named, head);
  }

  /** Whether the first record of a CSV file is there, of others a byte order mark. */
  private boolean isEnough(byte[] bytes, int length) {
    if (!(format instanceof CsvFormat) || length > options.maxRecordBytes()) {
      return length >= BOM_BYTES;
    }
    byte[] line = new byte[1 + length + RowParser.SLACK];
    line[0] = '\n';
    System.arraycopy(bytes, 0, line, 1, length);
    boolean bom = length >= BOM_BYTES && FileHead.of(bytes, BOM_BYTES, false).bomBytes() > 0;
    int start = bom ? 1 + BOM_BYTES : 1;
    line[start - 1] = '\n';
    return format.records().firstEnd(line, start, 1 + length, RecordScan.OUTSIDE) >= 0;
  }
}
