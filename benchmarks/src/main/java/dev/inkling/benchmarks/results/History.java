package dev.inkling.benchmarks.results;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * All runs, in a file that is only appended to: a line {@code run,…} with the fields of the run and
 * the number of its measures, followed by as many lines {@code measure,…}.
 *
 * @param runs complete runs, in the order of the file; suites that ran together stand side by side
 * @param incomplete runs whose measures are fewer than their line says: writing was interrupted,
 *     and half a line at the end of the file is left out
 */
public record History(List<Results> runs, List<Run> incomplete) {

  private static final String RUN = "run,";
  private static final String MEASURE = "measure,";
  private static final int LONGEST_LINE = 1 << 20;

  /** Copies both. */
  public History {
    runs = List.copyOf(runs);
    incomplete = List.copyOf(incomplete);
  }

  /**
   * Appends a run; several processes may do so at a time.
   *
   * @throws ResultFormatException if the file is something else than a history
   */
  public static void append(Path file, Results results) throws IOException {
    StringBuilder text = new StringBuilder();
    text.append(RUN)
        .append(Lines.csv(Lines.fields(results.run(), results.measures().size())))
        .append('\n');
    for (Measure measure : results.measures()) {
      text.append(MEASURE).append(Lines.csv(Lines.fields(measure))).append('\n');
    }
    ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
    if (file.toAbsolutePath().getParent() != null) {
      Files.createDirectories(file.toAbsolutePath().getParent());
    }
    try (FileChannel channel =
            FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      requireHistory(file, channel);
      long end = afterLastLine(channel);
      if (isRecord(file, tail(channel, end))) {
        end = channel.size();
        bytes = ByteBuffer.allocate(bytes.remaining() + 1).put((byte) '\n').put(bytes).flip();
      }
      channel.truncate(end);
      channel.position(end);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
      lock.release();
    }
  }

  /** What is cut, or appended to, has to be a history. */
  private static void requireHistory(Path file, FileChannel channel) throws IOException {
    ByteBuffer first = ByteBuffer.allocate((int) Math.min(RUN.length(), channel.size()));
    while (first.hasRemaining() && channel.read(first, first.position()) >= 0) {
      // until it is full
    }
    String text = new String(first.array(), StandardCharsets.ISO_8859_1);
    if (!RUN.startsWith(text)) {
      throw new ResultFormatException(
          file, 1, "must start with \"" + RUN + "\", or the file be empty, got \"" + text + '"');
    }
  }

  /** What follows the last line break; empty if it is longer than a line can be. */
  private static String tail(FileChannel channel, long from) throws IOException {
    long length = channel.size() - from;
    if (length > LONGEST_LINE) {
      return "";
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) length);
    while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
      // until it is full
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
    } catch (CharacterCodingException e) {
      return ""; // it ends within a character
    }
  }

  /**
   * Whether a line without a line break is whole: no direction is the beginning of another. The
   * number at the end of the line of a run may have lost digits.
   */
  private static boolean isRecord(Path file, String line) {
    if (!line.startsWith(MEASURE)) {
      return false;
    }
    try {
      String rest = line.substring(MEASURE.length());
      Lines.measure(file, 1, Lines.split(file, 1, rest, Lines.MEASURE.size()));
      return true;
    } catch (ResultFormatException e) {
      return false;
    }
  }

  /** Behind the last line that was written to its end; half a line is what a crash left. */
  private static long afterLastLine(FileChannel channel) throws IOException {
    ByteBuffer one = ByteBuffer.allocate(1);
    for (long at = channel.size(); at > 0; at--) {
      one.clear();
      channel.read(one, at - 1);
      if (one.get(0) == '\n') {
        return at;
      }
    }
    return 0;
  }

  /** Without half a line at the end, which may end within a character. */
  private static BufferedReader wholeLines(Path file) throws IOException {
    long end;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      end = afterLastLine(channel);
      end = isRecord(file, tail(channel, end)) ? channel.size() : end;
    }
    Measure.require(end <= Integer.MAX_VALUE / 2, "history", "less than 1 GiB", file);
    try (InputStream in = Files.newInputStream(file)) {
      return new BufferedReader(
          new InputStreamReader(
              new ByteArrayInputStream(in.readNBytes((int) end)),
              StandardCharsets.UTF_8.newDecoder()));
    }
  }

  /**
   * Reads a history; of a file that does not exist an empty one.
   *
   * @throws ResultFormatException if a line is not as written
   */
  public static History read(Path file) throws IOException {
    List<Results> runs = new ArrayList<>();
    List<Run> incomplete = new ArrayList<>();
    if (!Files.exists(file)) {
      return new History(runs, incomplete);
    }
    try (BufferedReader lines = wholeLines(file)) {
      Results current = null;
      int expected = 0;
      long number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (line.startsWith(RUN)) {
          end(current, expected, runs, incomplete);
          String rest = line.substring(RUN.length());
          Lines.Header header =
              Lines.header(file, number, Lines.split(file, number, rest, Lines.RUN.size()));
          current = new Results(header.run());
          expected = header.measures();
        } else if (line.startsWith(MEASURE)
            && current != null
            && current.measures().size() < expected) {
          String rest = line.substring(MEASURE.length());
          List<String> fields = Lines.split(file, number, rest, Lines.MEASURE.size());
          current.add(file, number, Lines.measure(file, number, fields));
        } else {
          throw new ResultFormatException(
              file,
              number,
              "must start with \"run,\", or with \"measure,\" as often as the line of the run says,"
                  + " got \""
                  + line
                  + '"');
        }
      }
      end(current, expected, runs, incomplete);
    } catch (CharacterCodingException e) {
      throw new ResultFormatException(file, 1, "all lines must be UTF-8: " + e.getMessage());
    }
    return new History(runs, incomplete);
  }

  private static void end(Results current, int expected, List<Results> runs, List<Run> incomplete) {
    if (current != null) {
      if (current.measures().size() == expected) {
        runs.add(current);
      } else {
        incomplete.add(current.run());
      }
    }
  }
}
