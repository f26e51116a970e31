package dev.inkling.engine.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkling.engine.BadRowException;
import dev.inkling.engine.ManualClock;
import dev.inkling.engine.RowBatch;
import dev.inkling.engine.RowChoice;
import dev.inkling.engine.Source;
import dev.inkling.operator.Column;
import dev.inkling.operator.FileOptions;
import dev.inkling.operator.FollowedInput;
import dev.inkling.operator.Type;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that grow, move and shrink while they are read; the test says what time it is. */
final class FollowedFilesTest {

  private static final long LOOK = 300_000_000;
  private static final long SECOND = 1_000_000_000;
  private static final FileOptions IDS =
      FileOptions.defaults()
          .withFormat(FileOptions.Format.NDJSON)
          .withColumns(List.of(new Column("id", Type.BIGINT)));
  private static final FileOptions LINES =
      FileOptions.defaults().withFormat(FileOptions.Format.LINES);

  @TempDir Path folder;
  private final ManualClock clock = new ManualClock();

  private Path append(String name, String text) throws IOException {
    return Files.writeString(
        folder.resolve(name), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private FollowedSource follow(String name, FileOptions options) throws IOException {
    return FollowedSource.open(new FollowedInput(List.of(path(name)), options), clock);
  }

  private static Source.Reader reader(Source source) throws IOException {
    return source.partitions(1).get(0).open(source.schema(), null);
  }

  /** Everything that comes until nothing comes any more, a look at the folder later. */
  private List<String> come(Source source, Source.Reader reader) throws IOException {
    clock.pass(LOOK);
    return now(source, reader);
  }

  /** Everything that comes until nothing comes, at this time. */
  private static List<String> now(Source source, Source.Reader reader) throws IOException {
    RowBatch batch = new RowBatch(source.schema(), 7);
    List<String> rows = new ArrayList<>();
    while (reader.poll(batch) > 0) {
      RowReading.rows(batch).forEach(row -> rows.add(String.join("|", row)));
    }
    return rows;
  }

  private static String ids(int from, int to) {
    StringBuilder lines = new StringBuilder();
    IntStream.range(from, to).forEach(i -> lines.append("{\"id\":").append(i).append("}\n"));
    return lines.toString();
  }

  private static List<String> numbers(int from, int to) {
    return IntStream.range(from, to).mapToObj(Integer::toString).toList();
  }

  @Test
  void whatIsAppendedComesAndAHalfLineWaits() throws IOException {
    append("a.csv", "id,name\n1,one\n2,tw");
    FollowedSource source = follow("a.csv", FileOptions.defaults());
    assertThat(source.schema().toString()).contains("id").contains("name");
    try (Source.Reader reader = reader(source)) {
      assertThat(come(source, reader)).containsExactly("1|one");
      assertThat(come(source, reader)).isEmpty();
      append("a.csv", "o\n3,three\n");
      assertThat(come(source, reader)).containsExactly("2|two", "3|three");
      append("a.csv", "4,\"a\nb\"\n5,\"c\n");
      assertThat(come(source, reader)).containsExactly("4|a\nb");
      append("a.csv", "d\"\n");
      assertThat(come(source, reader)).containsExactly("5|c\nd");
      append("a.csv", "6,s");
      assertThat(come(source, reader)).isEmpty();
      assertThat(reader.stop()).isTrue();
      assertThat(now(source, reader)).containsExactly("6|s");
      assertThat(reader.poll(new RowBatch(source.schema(), 1))).isEqualTo(Source.Reader.END);
      assertThat(reader.progress().bytesRead()).isEqualTo(Files.size(folder.resolve("a.csv")));
    }
  }

  @Test
  void betweenLooksNothingIsAskedOfTheDisk() throws IOException {
    append("a.ndjson", ids(0, 1));
    FollowedSource source = follow("a.ndjson", IDS);
    try (Source.Reader reader = reader(source)) {
      assertThat(now(source, reader)).isEqualTo(numbers(0, 1));
      append("a.ndjson", ids(1, 2));
      assertThat(now(source, reader)).isEmpty();
      clock.pass(20_000_000); // an open file is looked at every 10 ms
      assertThat(now(source, reader)).isEqualTo(numbers(1, 2));
    }
  }

  @Test
  void rowsAreTheSameHoweverTheyAreCutIntoWrites() throws IOException {
    SplittableRandom random = new SplittableRandom(20);
    StringBuilder text = new StringBuilder("id,text\r\n");
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      boolean quoted = random.nextInt(3) == 0;
      String value = quoted ? "ä \"" + i + "\"\n," : "plain" + i;
      text.append(i).append(',');
      text.append(quoted ? "\"" + value.replace("\"", "\"\"") + "\"" : value);
      text.append(random.nextBoolean() ? "\n" : "\r\n");
      expected.add(i + "|" + value);
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    Path file = Files.createFile(folder.resolve("q.csv"));
    FileOptions options =
        FileOptions.defaults()
            .withColumns(List.of(new Column("id", Type.BIGINT), new Column("text", Type.VARCHAR)));
    FollowedSource source = follow("q.csv", options);
    List<String> rows = new ArrayList<>();
    try (Source.Reader reader = reader(source);
        OutputStream out = Files.newOutputStream(file, StandardOpenOption.APPEND)) {
      for (int at = 0; at < bytes.length; ) {
        int length = Math.min(bytes.length - at, 1 + random.nextInt(400));
        out.write(bytes, at, length);
        at += length;
        rows.addAll(come(source, reader));
      }
    }
    assertThat(rows).isEqualTo(expected);
  }

  @Test
  void aFileThatIsMovedIsReadOnAndAnotherComesInItsPlace() throws IOException {
    Path log = append("app.ndjson", ids(0, 2));
    FollowedSource source = follow("app.ndjson", IDS);
    try (Source.Reader reader = reader(source)) {
      assertThat(come(source, reader)).isEqualTo(numbers(0, 2));
      append("app.ndjson", ids(2, 4));
      Path moved = Files.move(log, folder.resolve("app.ndjson.1"));
      append("app.ndjson", ids(10, 12));
      // the rest of the old file, then the new one
      assertThat(come(source, reader)).containsExactly("2", "3", "10", "11");
      // whoever writes may write to the old one for a while
      Files.writeString(moved, "{\"id\":4}\n{\"id\":5}", StandardOpenOption.APPEND);
      append("app.ndjson", ids(12, 13));
      assertThat(come(source, reader)).containsExactly("4", "12");
      // after ten quiet seconds it has ended, and so has its last line
      clock.pass(9 * SECOND);
      assertThat(now(source, reader)).isEmpty();
      clock.pass(2 * SECOND);
      assertThat(now(source, reader)).containsExactly("5");
      Files.writeString(moved, ids(6, 7), StandardOpenOption.APPEND);
      assertThat(come(source, reader)).isEmpty();
    }
  }

  @Test
  void aFileThatIsMovedWithinItsFolderIsNotReadAgain() throws IOException {
    Path log = append("app.1", ids(0, 3));
    FollowedSource source =
        FollowedSource.open(new FollowedInput(List.of(folder.toString()), IDS), clock);
    try (Source.Reader reader = reader(source)) {
      assertThat(come(source, reader)).isEqualTo(numbers(0, 3));
      Files.move(log, folder.resolve("app.2"));
      append("app.1", ids(3, 4));
      assertThat(come(source, reader)).isEqualTo(numbers(3, 4));
      append("app.2", ids(4, 5));
      assertThat(come(source, reader)).isEqualTo(numbers(4, 5));
      clock.pass(20 * SECOND);
      assertThat(now(source, reader)).isEmpty();
    }
  }

  @Test
  void aFileThatIsCutOffIsReadFromItsNewBeginning() throws IOException {
    Path log = append("app.csv", "id\n1\n2\n3");
    FollowedSource source = follow("app.csv", FileOptions.defaults());
    try (Source.Reader reader = reader(source)) {
      assertThat(come(source, reader)).containsExactly("1", "2");
      Files.writeString(log, "id\n8\n");
      // the last line of what was there has ended with it
      assertThat(come(source, reader)).containsExactly("3");
      assertThat(come(source, reader)).containsExactly("8");
      // cut off and longer than before until somebody looks: it begins otherwise
      Files.writeString(log, "id\n20\n21\n22\n23\n");
      assertThat(come(source, reader)).isEmpty();
      assertThat(come(source, reader)).containsExactly("20", "21", "22", "23");
    }
  }

  @Test
  void newFilesOfAPatternComeWithTheirOwnHeaders() throws IOException {
    Files.createDirectories(folder.resolve("in"));
    append("in/a.csv", "id,name\n1,a\n");
    append("in/notes.txt", "nothing of this\n");
    FollowedSource source =
        FollowedSource.open(FollowedInput.of(folder.resolve("in") + "/*.csv"), clock);
    try (Source.Reader reader = reader(source)) {
      assertThat(come(source, reader)).containsExactly("1|a");
      append("in/b.csv", "name");
      append("in/.hidden.csv", "id,name\n9,x\n");
      assertThat(come(source, reader)).isEmpty();
      append("in/b.csv", ",id\nb,2\n");
      append("in/c.csv", "id,name\n3,c\n");
      assertThat(come(source, reader)).containsExactlyInAnyOrder("2|b", "3|c");
      append("in/b.csv", "bb,22\n");
      assertThat(come(source, reader)).containsExactly("22|bb");
      append("in/d.csv", "id,other\n3,c\n");
      assertThatThrownBy(() -> come(source, reader))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("d.csv: has other columns than the first file");
    }
  }

  @Test
  void aBacklogIsReadInTheOrderInWhichItWasWritten() throws IOException {
    for (int i = 0; i < 100; i++) {
      Path file = append("f" + (i * 37 % 100), ids(i * 10, i * 10 + 10));
      Files.setLastModifiedTime(
          file, java.nio.file.attribute.FileTime.fromMillis(1_000_000_000_000L + i * 1_000L));
    }
    FollowedSource source =
        FollowedSource.open(new FollowedInput(List.of(folder.toString()), IDS), clock);
    try (Source.Reader reader = reader(source)) {
      assertThat(come(source, reader)).isEqualTo(numbers(0, 1_000));
      // more than stay open: all are read on
      for (int i = 0; i < 100; i++) {
        append("f" + i, ids(5_000 + i, 5_001 + i));
      }
      List<String> more = new ArrayList<>(come(source, reader));
      more.addAll(come(source, reader));
      assertThat(new TreeSet<>(more)).isEqualTo(new TreeSet<>(numbers(5_000, 5_100)));
      assertThat(more).hasSize(100);
    }
  }

  @Test
  void everyFileIsReadByOnePartition() throws IOException {
    FollowedSource source =
        FollowedSource.open(new FollowedInput(List.of(path("*.x")), IDS), clock);
    List<Source.Reader> readers = new ArrayList<>();
    for (Source.Partition partition : source.partitions(3)) {
      readers.add(partition.open(source.schema(), null));
    }
    assertThat(readers).hasSize(3);
    List<String> rows = new ArrayList<>();
    int[] busy = new int[3];
    for (int round = 0; round < 30; round++) {
      append("f" + round + ".x", ids(round * 2, round * 2 + 1));
      if (round > 0) {
        Files.move(folder.resolve("f" + (round - 1) + ".x"), folder.resolve("g" + round + ".x"));
        append("g" + round + ".x", ids(round * 2 - 1, round * 2));
      }
      for (int p = 0; p < 3; p++) {
        List<String> own = come(source, readers.get(p));
        busy[p] += own.size();
        rows.addAll(own);
      }
    }
    for (int p = 0; p < 3; p++) {
      rows.addAll(come(source, readers.get(p)));
      readers.get(p).close();
    }
    assertThat(rows).hasSize(59).containsExactlyInAnyOrderElementsOf(numbers(0, 59));
    assertThat(Arrays.stream(busy).filter(rowsOfOne -> rowsOfOne > 0).count()).isEqualTo(3);
  }

  @Test
  void aCompressedFileIsReadOnceItIsComplete() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(ids(0, 200_000).getBytes(StandardCharsets.UTF_8));
    }
    byte[] bytes = packed.toByteArray();
    Path file = folder.resolve("old.ndjson.gz");
    FollowedSource source =
        FollowedSource.open(new FollowedInput(List.of(folder.toString()), IDS), clock);
    try (Source.Reader reader = reader(source)) {
      Files.write(file, Arrays.copyOf(bytes, 3));
      assertThat(come(source, reader)).isEmpty();
      Files.write(file, Arrays.copyOf(bytes, bytes.length - 5));
      for (int i = 0; i < 20; i++) {
        assertThat(come(source, reader)).isEmpty();
      }
      Files.write(
          file,
          Arrays.copyOfRange(bytes, bytes.length - 5, bytes.length),
          StandardOpenOption.APPEND);
      assertThat(eventually(source, reader, 200_000)).isEqualTo(numbers(0, 200_000));
      // a further member
      Files.write(file, gzip(ids(200_000, 200_010)), StandardOpenOption.APPEND);
      assertThat(eventually(source, reader, 10)).isEqualTo(numbers(200_000, 200_010));
      for (int i = 0; i < 20; i++) {
        assertThat(come(source, reader)).isEmpty();
      }
    }
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return packed.toByteArray();
  }

  private List<String> eventually(Source source, Source.Reader reader, int count)
      throws IOException {
    List<String> rows = new ArrayList<>();
    for (int looks = 0; rows.size() < count && looks < 10_000; looks++) {
      rows.addAll(come(source, reader));
    }
    return rows;
  }

  @Test
  void badRowsOfFilesThatGrowAreNamedWithTheirLine() throws IOException {
    append("a.ndjson", ids(0, 3));
    FollowedSource source = follow("a.ndjson", IDS);
    try (Source.Reader reader = reader(source)) {
      assertThat(come(source, reader)).hasSize(3);
      append("a.ndjson", ids(3, 4) + "broken\n");
      assertThatThrownBy(() -> come(source, reader))
          .isInstanceOf(BadRowException.class)
          .hasMessageStartingWith(path("a.ndjson") + ":5: ");
    }
    FollowedSource skipping = follow("a.ndjson", IDS.withBadRows(FileOptions.BadRows.SKIP));
    try (Source.Reader reader = reader(skipping)) {
      assertThat(come(skipping, reader)).isEqualTo(numbers(0, 4));
      append("a.ndjson", "{\"id\":");
      assertThat(come(skipping, reader)).isEmpty();
      assertThat(reader.progress().rowsBad()).isEqualTo(1);
      assertThat(reader.stop()).isTrue();
      assertThat(now(skipping, reader)).isEmpty();
      assertThat(reader.progress().rowsBad()).isEqualTo(2);
      assertThat(reader.progress().firstBad().line()).isEqualTo(5);
    }
  }

  @Test
  void aRecordThatIsTooLongIsOneBadRowAndReadingGoesOn() throws IOException {
    FileOptions options = LINES.withMaxRecordBytes(1_000).withBadRows(FileOptions.BadRows.SKIP);
    append("a.txt", "first\n" + "x".repeat(700));
    FollowedSource source = follow("a.txt", options);
    try (Source.Reader reader = reader(source)) {
      assertThat(come(source, reader)).containsExactly("first");
      append("a.txt", "x".repeat(700));
      assertThat(come(source, reader)).isEmpty();
      append("a.txt", "x".repeat(5_000));
      assertThat(come(source, reader)).isEmpty();
      append("a.txt", "x\nlast\n");
      assertThat(come(source, reader)).containsExactly("last");
      assertThat(reader.progress().rowsBad()).isEqualTo(1);
    }
  }

  @Test
  void readingGoesOnFromAPositionInFilesThatWereMoved() throws IOException {
    Path log = append("app.log", "a1\na2\na3\nhal");
    append("other.log", "b1\n");
    FollowedInput input = new FollowedInput(List.of(path("*.log")), LINES);
    FollowedSource source = FollowedSource.open(input, clock);
    byte[] position;
    RowBatch two = new RowBatch(source.schema(), 2);
    try (Source.Reader reader = reader(source)) {
      clock.pass(LOOK);
      assertThat(reader.poll(two)).isEqualTo(2);
      position = reader.position();
      assertThat(now(source, reader)).hasSize(2);
    }
    // meanwhile one file is moved out of the pattern, and a new one comes
    Files.move(log, folder.resolve("app.log.old"));
    Files.writeString(folder.resolve("app.log.old"), "f line\n", StandardOpenOption.APPEND);
    append("app.log", "c1\n");
    FollowedSource again = FollowedSource.open(input, clock);
    try (Source.Reader reader = again.partitions(1).get(0).open(again.schema(), position)) {
      List<String> rest = new ArrayList<>(come(again, reader));
      rest.addAll(come(again, reader));
      assertThat(rest).containsExactlyInAnyOrder("a3", "half line", "b1", "c1");
    }
    Files.delete(folder.resolve("app.log.old"));
    FollowedSource third = FollowedSource.open(input, clock);
    assertThatThrownBy(() -> third.partitions(1).get(0).open(third.schema(), position))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("app.log: is gone, and")
        .hasMessageContaining("bytes of it were not read");
    assertThatThrownBy(() -> third.partitions(1).get(0).open(third.schema(), new byte[] {2, 0}))
        .hasMessageContaining("position");
  }

  @Test
  void aPositionIsKeptInEveryRow() throws IOException {
    append("a.txt", "l0\nl1\nl2\nl3\n");
    FollowedSource source = follow("a.txt", LINES);
    RowBatch one = new RowBatch(source.schema(), 1);
    try (Source.Reader reader = reader(source)) {
      clock.pass(LOOK);
      for (int i = 0; i < 4; i++) {
        assertThat(reader.poll(one)).isEqualTo(1);
        assertThat(one.column(0).text(0)).isEqualTo("l" + i);
        byte[] position = reader.position();
        try (Source.Reader other = source.partitions(1).get(0).open(source.schema(), position)) {
          assertThat(come(source, other)).hasSize(3 - i);
        }
      }
    }
  }

  @Test
  void rowsThatArePassedOverAreCounted() throws IOException {
    append("a.ndjson", ids(0, 1_000));
    FollowedSource source = follow("a.ndjson", IDS);
    try (Source.Reader reader = reader(source)) {
      RowBatch batch = new RowBatch(source.schema(), 64);
      RowChoice choice = new RowChoice(3, 64);
      choice.rate(0.25);
      clock.pass(LOOK);
      long came = 0;
      long taken = 0;
      for (long n = reader.poll(batch, choice); n > 0; n = reader.poll(batch, choice)) {
        came += n;
        taken += batch.size();
      }
      assertThat(came).isEqualTo(1_000);
      assertThat(taken).isBetween(150L, 350L);
    }
  }

  @Test
  void aFileThatGoesAwayUnreadIsAnError() throws IOException {
    FollowedSource source =
        FollowedSource.open(new FollowedInput(List.of(folder.toString()), LINES), clock);
    append("a.gz", "1234567890");
    try (Source.Reader reader = reader(source)) {
      assertThat(come(source, reader)).isEmpty();
      Files.delete(folder.resolve("a.gz"));
      assertThat(come(source, reader)).isEmpty();
      clock.pass(SECOND);
      assertThatThrownBy(() -> come(source, reader))
          .isInstanceOf(IOException.class)
          .hasMessage(path("a.gz") + ": is gone, and 10 bytes of it were not read");
    }
  }

  @Test
  void aFileThatWasReadMayGoAway() throws IOException {
    Path file = append("a.txt", "one\ntwo");
    FollowedSource source = follow("a.txt", LINES);
    try (Source.Reader reader = reader(source)) {
      assertThat(come(source, reader)).containsExactly("one");
      Files.delete(file);
      assertThat(come(source, reader)).isEmpty();
      clock.pass(11 * SECOND);
      assertThat(now(source, reader)).containsExactly("two");
      append("a.txt", "three\n");
      assertThat(come(source, reader)).containsExactly("three");
    }
  }

  @Test
  void columnsOfWhatIsNotThereYetMustBeGiven() throws IOException {
    assertThatThrownBy(() -> follow("none.csv", FileOptions.defaults()))
        .hasMessage(
            path("none.csv")
                + ": has no rows yet in which to find out its columns; give format and columns");
    assertThatThrownBy(() -> follow("none", FileOptions.defaults()))
        .hasMessageContaining("to find out its format");
    assertThatThrownBy(() -> follow("no/where.csv", FileOptions.defaults()))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessage("no such folder: " + folder.resolve("no"));
    FileOptions given =
        FileOptions.defaults()
            .withColumns(List.of(new Column("ts", Type.TIMESTAMP), new Column("n", Type.BIGINT)));
    FollowedSource source = follow("none.csv", given);
    try (Source.Reader reader = reader(source)) {
      assertThat(come(source, reader)).isEmpty();
      append("none.csv", "n,ts\n5,1970-01-01T00:00:01Z\n");
      assertThat(come(source, reader)).containsExactly("1000|5");
    }
    FollowedSource log =
        follow("none.log", FileOptions.defaults().withFormat(FileOptions.Format.LOG));
    assertThat(log.schema().type("ts")).isEqualTo(Type.TIMESTAMP);
    assertThatThrownBy(() -> log.withTimestamp("nix")).hasMessageContaining("no column \"nix\"");
    assertThatThrownBy(() -> log.withTimestamp("status"))
        .hasMessageContaining("give it the type TIMESTAMP");
  }

  @Test
  void timesAreFoundOutFromWhatIsThere() throws IOException {
    append("a.ndjson", "{\"t\":1700000000,\"n\":1}\n");
    FollowedSource source = follow("a.ndjson", FileOptions.defaults()).withTimestamp("t");
    assertThat(source.schema().type("t")).isEqualTo(Type.TIMESTAMP);
    try (Source.Reader reader = reader(source)) {
      assertThat(come(source, reader)).containsExactly("1700000000000|1");
    }
  }

  @Test
  void afterStopNoBacklogIsRead() throws IOException {
    byte[] line = ("x".repeat(99) + "\n").getBytes(StandardCharsets.UTF_8);
    Path file = folder.resolve("big.txt");
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int i = 0; i < 50_000; i++) {
        out.write(line);
      }
    }
    FollowedSource source = follow("big.txt", LINES);
    try (Source.Reader reader = reader(source)) {
      RowBatch batch = new RowBatch(source.schema(), 10);
      clock.pass(LOOK);
      assertThat(reader.poll(batch)).isEqualTo(10);
      reader.stop();
      long rows = 10L + now(source, reader).size();
      // the block in hand, and no more: 5 MB were there
      assertThat(rows).isBetween(11L, 5_000L);
      assertThat(reader.poll(batch)).isEqualTo(Source.Reader.END);
    }
    Files.move(file, folder.resolve("b.txt"), StandardCopyOption.REPLACE_EXISTING);
  }
}
