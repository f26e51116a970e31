package dev.inkling.engine.io;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.inkling.engine.BadRowException;
import dev.inkling.engine.RowBatch;
import dev.inkling.engine.Source;
import dev.inkling.operator.Column;
import dev.inkling.operator.FileInput;
import dev.inkling.operator.FileOptions;
import dev.inkling.operator.Type;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random CSV files cut into tiny chunks give the rows of a reading in one go, and FastCSV's. */
class CsvChunksTest {

  private static final InputStream NO_INPUT = new ByteArrayInputStream(new byte[0]);
  private static final int WHOLE = 1 << 20;
  private static final int FIELDS = 4;
  private static final FileOptions OPTIONS =
      FileOptions.defaults()
          .withFormat(FileOptions.Format.CSV)
          .withHeader(FileOptions.Header.NO)
          .withDelimiter(',')
          .withColumns(
              List.of(
                  new Column("id", Type.BIGINT),
                  new Column("a", Type.VARCHAR),
                  new Column("b", Type.VARCHAR),
                  new Column("c", Type.VARCHAR)));

  @TempDir Path folder;

  @Test
  void validFilesGiveTheRowsOfFastCsvForAnyChunksAndPartitions() throws IOException {
    for (int seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      String text = valid(random, 1 + random.nextInt(40));
      Path file = write("v" + seed + ".csv", text);
      List<List<String>> expected = byFastCsv(text);
      for (int chunkBytes : new int[] {16 + random.nextInt(16), 40 + random.nextInt(160), WHOLE}) {
        for (int wanted = 1; wanted <= 3; wanted++) {
          FileSource source = open(file, OPTIONS, chunkBytes);
          List<List<List<String>>> parts =
              RowReading.partitions(source, wanted, 1 + random.nextInt(20), random.nextLong());
          assertThat(emptyForNull(inOrder(parts)))
              .as("seed %d, chunks of %d, %d partitions", seed, chunkBytes, wanted)
              .isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void anyBytesGiveTheSameRowsAndBadRowsInChunksInStreamsAndInOneGo() throws IOException {
    FileOptions skip = OPTIONS.withBadRows(FileOptions.BadRows.SKIP);
    int filesWithBadRows = 0;
    for (int seed = 0; seed < 90; seed++) {
      Random random = new Random(1000 + seed);
      String text = seed % 3 == 0 ? noise(random) : flawed(random);
      Path file = write("f" + seed + ".csv", text);
      Path zipped = zip("f" + seed + ".csv.gz", text);
      Outcome expected = read(open(file, skip, WHOLE), 1, random);
      filesWithBadRows += expected.bad() > 0 ? 1 : 0;
      for (int chunkBytes : new int[] {16 + random.nextInt(16), 40 + random.nextInt(160)}) {
        for (int wanted = 1; wanted <= 3; wanted++) {
          assertThat(read(open(file, skip, chunkBytes), wanted, random))
              .as("seed %d, chunks of %d, %d partitions", seed, chunkBytes, wanted)
              .isEqualTo(expected);
        }
        assertThat(read(open(zipped, skip, chunkBytes), 1, random))
            .as("seed %d, zipped, blocks of %d", seed, chunkBytes)
            .isEqualTo(expected);
      }
    }
    assertThat(filesWithBadRows).isGreaterThan(40);
  }

  @Test
  void onePartitionReadAloneNeedsNoOther() throws IOException {
    String text = valid(new Random(7), 200);
    Path file = write("alone.csv", text);
    List<List<String>> rows = new ArrayList<>();
    FileSource source = open(file, OPTIONS, 30);
    List<Source.Partition> partitions = source.partitions(3);
    for (int i = 2; i >= 0; i--) {
      Source.Reader reader = partitions.get(i).open(source.schema(), null);
      rows.addAll(RowReading.rest(reader, new RowBatch(source.schema(), 10)));
    }
    assertThat(emptyForNull(inOrder(List.of(rows)))).isEqualTo(byFastCsv(text));
  }

  @Test
  void theSameNumberOfPartitionsGivesEachTheSameRowsInTheSameOrder() throws IOException {
    Path file = write("again.csv", valid(new Random(8), 300));
    List<List<List<String>>> once = RowReading.partitions(open(file, OPTIONS, 50), 3, 7, 1);
    List<List<List<String>>> again = RowReading.partitions(open(file, OPTIONS, 50), 3, 16, 2);
    assertThat(again).isEqualTo(once);
    assertThat(once).hasSize(3).noneMatch(List::isEmpty);
  }

  @Test
  void threadsShareTheStatesOfQuotesWithoutLosingRows() throws Exception {
    String text = valid(new Random(9), 1000);
    Path file = write("threads.csv", text);
    List<List<String>> expected = byFastCsv(text);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (int run = 0; run < 4; run++) {
        FileSource source = open(file, OPTIONS, 100 + run);
        List<Callable<List<List<String>>>> tasks = new ArrayList<>();
        for (Source.Partition partition : source.partitions(4)) {
          tasks.add(
              () ->
                  RowReading.rest(
                      partition.open(source.schema(), null), new RowBatch(source.schema(), 64)));
        }
        List<List<List<String>>> rows = new ArrayList<>();
        for (Future<List<List<String>>> task : threads.invokeAll(tasks)) {
          rows.add(task.get());
        }
        assertThat(emptyForNull(inOrder(rows))).isEqualTo(expected);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aReaderGoesOnFromAnyPositionInAnotherSource() throws IOException {
    for (int seed = 0; seed < 24; seed++) {
      Random random = new Random(2000 + seed);
      String text = valid(random, 60);
      boolean zipped = seed % 4 == 3;
      Path file = zipped ? zip("p" + seed + ".csv.gz", text) : write("p" + seed + ".csv", text);
      int chunkBytes = 16 + random.nextInt(100);
      int wanted = zipped ? 1 : 2;
      List<List<List<String>>> whole =
          RowReading.partitions(open(file, OPTIONS, chunkBytes), wanted, 5, seed);
      for (int partition = 0; partition < whole.size(); partition++) {
        List<List<String>> rows = new ArrayList<>();
        byte[] position = null;
        boolean ended = false;
        while (!ended) {
          // a new source knows nothing of what the one before found out about quotes
          FileSource source = open(file, OPTIONS, chunkBytes);
          RowBatch batch = new RowBatch(source.schema(), 1 + random.nextInt(8));
          try (Source.Reader reader =
              source.partitions(wanted).get(partition).open(source.schema(), position)) {
            for (int polls = 1 + random.nextInt(4); polls > 0 && !ended; polls--) {
              ended = reader.poll(batch) == Source.Reader.END;
              rows.addAll(ended ? List.of() : RowReading.rows(batch));
            }
            position = reader.position();
          }
        }
        assertThat(rows)
            .as("seed %d, partition %d", seed, partition)
            .isEqualTo(whole.get(partition));
      }
    }
  }

  /** What a source gave: its rows, how many were bad, and the first of those. */
  private record Outcome(List<List<String>> rows, long bad, String firstBad) {}

  private static Outcome read(FileSource source, int wanted, Random random) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    long bad = 0;
    BadRowException first = null;
    for (Source.Partition partition : source.partitions(wanted)) {
      RowBatch batch = new RowBatch(source.schema(), 1 + random.nextInt(20));
      try (Source.Reader reader = partition.open(source.schema(), null)) {
        while (reader.poll(batch) != Source.Reader.END) {
          rows.addAll(RowReading.rows(batch));
        }
        Source.Progress progress = reader.progress();
        bad += progress.rowsBad();
        BadRowException other = progress.firstBad();
        if (first == null || (other != null && other.line() < first.line())) {
          first = other;
        }
      }
    }
    rows.sort(Comparator.comparing(List::toString));
    String message =
        first == null ? "" : first.line() + first.getMessage().replaceAll("^.*?: ", "");
    return new Outcome(rows, bad, message);
  }

  private static FileSource open(Path file, FileOptions options, int chunkBytes)
      throws IOException {
    return FileSource.open(new FileInput(List.of(file.toString()), options), NO_INPUT, chunkBytes);
  }

  private static List<List<String>> inOrder(List<List<List<String>>> partitions) {
    List<List<String>> rows = new ArrayList<>();
    partitions.forEach(rows::addAll);
    rows.sort(Comparator.comparingLong(row -> Long.parseLong(row.get(0))));
    return rows;
  }

  private static List<List<String>> emptyForNull(List<List<String>> rows) {
    return rows.stream()
        .map(row -> row.stream().map(value -> value == null ? "" : value).toList())
        .toList();
  }

  private static List<List<String>> byFastCsv(String text) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    try (CsvReader<CsvRecord> reader = CsvReader.builder().ofCsvRecord(text)) {
      reader.forEach(record -> rows.add(List.copyOf(record.getFields())));
    }
    return rows;
  }

  /** Records with their number first, then fields with everything that quotes may hold. */
  private static String valid(Random random, int records) {
    String end = random.nextBoolean() ? "\n" : "\r\n";
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < records; i++) {
      text.append(random.nextInt(8) == 0 ? "\"" + i + "\"" : Integer.toString(i));
      for (int field = 1; field < FIELDS; field++) {
        text.append(',');
        boolean quoted = random.nextInt(3) == 0;
        String value = value(random, quoted ? "ab \"\"\"\n\r,é語😀" : "ab x.1é語😀");
        text.append(quoted ? '"' + value.replace("\"", "\"\"") + '"' : value);
      }
      text.append(i == records - 1 && random.nextBoolean() ? "" : end);
    }
    return text.toString();
  }

  private static String value(Random random, String letters) {
    int[] points = letters.codePoints().toArray();
    int length = random.nextInt(10) == 0 ? random.nextInt(120) : random.nextInt(12);
    StringBuilder value = new StringBuilder();
    for (int i = 0; i < length; i++) {
      value.appendCodePoint(points[random.nextInt(points.length)]);
    }
    // FastCSV 4.0.0 loses the end of a record whose last field is in quotes and holds a CR alone
    return value.toString().replaceAll("\r(?!\n)", "");
  }

  /** A valid text with some bytes changed or dropped. */
  private static String flawed(Random random) {
    StringBuilder text = new StringBuilder(valid(random, 30));
    for (int flaws = random.nextInt(6); flaws > 0; flaws--) {
      int at = random.nextInt(text.length());
      if (!Character.isSurrogate(text.charAt(at))) {
        text.setCharAt(at, "\",\nx\"".charAt(random.nextInt(5)));
      }
    }
    return text.insert(0, "0,a,b,c\n").toString();
  }

  /** Quotes, delimiters and line ends without any order, after a record that is one. */
  private static String noise(Random random) {
    StringBuilder text = new StringBuilder("0,a,b,c\n");
    for (int i = random.nextInt(500); i > 0; i--) {
      text.append("\"\"\",,,,1x\n\n\r\n".charAt(random.nextInt(13)));
    }
    return text.toString();
  }

  private Path write(String name, String text) throws IOException {
    return Files.write(folder.resolve(name), text.getBytes(StandardCharsets.UTF_8));
  }

  private Path zip(String name, String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return Files.write(folder.resolve(name), bytes.toByteArray());
  }
}
