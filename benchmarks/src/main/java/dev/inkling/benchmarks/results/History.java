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

  /** Copies both. */
  public History {
    runs = List.copyOf(runs);
    incomplete = List.copyOf(incomplete);
  }

  /** Appends a run; several processes may do so at a time. */
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
      long end = afterLastLine(channel);
      channel.truncate(end);
      channel.position(end);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
      lock.release();
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
