package dev.inkling.engine.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import dev.inkling.engine.BadRowException;
import dev.inkling.engine.RowBatch;
import dev.inkling.engine.Source;
import dev.inkling.operator.Column;
import dev.inkling.operator.FileInput;
import dev.inkling.operator.FileOptions;
import dev.inkling.operator.Schema;
import dev.inkling.operator.TimestampFormat;
import dev.inkling.operator.Type;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSourceTest {

  private static final InputStream NO_INPUT = new ByteArrayInputStream(new byte[0]);

  @TempDir Path folder;

  @Test
  void typesAreGuessedFromTheHeadAndEmptyFieldsAreNull() throws IOException {
    write("a.csv", "id,price,name,ok,at\n1,2.5,x,true,2024-01-01\n,,\"\",,\n-3,4,y,false,\n");
    FileSource source = open("a.csv");
    assertThat(source.schema().toString())
        .isEqualTo("id BIGINT, price DOUBLE, name VARCHAR, ok BOOLEAN, at TIMESTAMP");
    assertThat(RowReading.all(source))
        .containsExactly(
            List.of("1", "2.5", "x", "1", "1704067200000"),
            Arrays.asList(null, null, "", null, null),
            Arrays.asList("-3", "4.0", "y", "0", null));
  }

  @Test
  void onlyWantedColumnsAreReadInTheOrderWanted() throws IOException {
    write("a.csv", "a,b,c\n1,2,3\n4,5,6\n");
    FileSource source = open("a.csv");
    Schema wanted = Schema.of(new Column("c", Type.BIGINT), new Column("a", Type.BIGINT));
    Source.Reader reader = source.partitions(1).get(0).open(wanted, null);
    assertThat(RowReading.rest(reader, new RowBatch(wanted, 10)))
        .containsExactly(List.of("3", "1"), List.of("6", "4"));
  }

  @Test
  void rowsAreCountedWithoutAnyColumn() throws IOException {
    write("a.csv", "a,b\n1,2\n3,4\n5,6");
    FileSource source = open("a.csv");
    Schema none = Schema.of();
    Source.Reader reader = source.partitions(1).get(0).open(none, null);
    assertThat(RowReading.rest(reader, new RowBatch(none, 2))).hasSize(3);
  }

  @Test
  void delimitersHeadersAndByteOrderMarksAreFoundOut() throws IOException {
    write("semicolons.csv", "\uFEFFname;n\r\nx;1\r\ny;2\r\n");
    write("tabs.tsv", "7\ta\n8\tb\n");
    write("pipes.csv", "p|q\n1|2\n");
    assertThat(open("semicolons.csv").schema().toString()).isEqualTo("name VARCHAR, n BIGINT");
    assertThat(RowReading.all(open("semicolons.csv"))).hasSize(2);
    assertThat(open("tabs.tsv").schema().toString()).isEqualTo("column1 BIGINT, column2 VARCHAR");
    assertThat(RowReading.all(open("tabs.tsv"))).hasSize(2);
    assertThat(open("pipes.csv").schema().toString()).isEqualTo("p BIGINT, q BIGINT");
  }

  @Test
  void aHeaderWithOneNameLessThanFieldsHasRowNamesFirst() throws IOException {
    write("r.txt", "\"date\",\"t\"\n\"1\",2015-02-02,23.7\n\"2\",2015-02-03,23.8\n");
    FileSource source = open("r.txt");
    assertThat(source.schema().toString()).isEqualTo("row_name BIGINT, date TIMESTAMP, t DOUBLE");
    assertThat(RowReading.all(source)).hasSize(2);
  }

  @Test
  void givenColumnsNameTheFieldsOfAFileWithoutHeaderAndSetTypesByNameElse() throws IOException {
    write("n.csv", "007,1\n008,2\n");
    FileOptions named =
        FileOptions.defaults()
            .withColumns(List.of(new Column("zip", Type.BIGINT), new Column("n", Type.DOUBLE)));
    assertThat(RowReading.all(open(named, "n.csv")))
        .containsExactly(List.of("7", "1.0"), List.of("8", "2.0"));
    write("h.csv", "a,b\n1,2\n");
    FileOptions text = FileOptions.defaults().withColumn(new Column("b", Type.VARCHAR));
    assertThat(open(text, "h.csv").schema().toString()).isEqualTo("a BIGINT, b VARCHAR");
    FileOptions wrong = FileOptions.defaults().withColumn(new Column("c", Type.VARCHAR));
    assertThatThrownBy(() -> open(wrong, "h.csv"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no column \"c\"")
        .hasMessageContaining("a, b");
  }

  @Test
  void aNumberBecomesATimestampByItsMagnitude() throws IOException {
    write("t.csv", "s,ms,x\n1700000000,1700000000123,5\n1700000001,1700000001123,6\n");
    FileSource source = open("t.csv").withTimestamp("s").withTimestamp("ms");
    assertThat(source.schema().toString()).isEqualTo("s TIMESTAMP, ms TIMESTAMP, x BIGINT");
    assertThat(RowReading.all(source).get(1))
        .containsExactly("1700000001000", "1700000001123", "6");
    assertThatThrownBy(() -> open("t.csv").withTimestamp("x"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("column x has values from 5 to 6");
    FileOptions asked = FileOptions.defaults().withColumn(new Column("ms", Type.TIMESTAMP));
    assertThat(open(asked, "t.csv").schema().type("ms")).isEqualTo(Type.TIMESTAMP);
    FileOptions told = FileOptions.defaults().withTimestamp("x", TimestampFormat.EPOCH_S);
    assertThat(RowReading.all(open(told, "t.csv")).get(0).get(2)).isEqualTo("5000");
  }

  @Test
  void filesOfOneInputAreMappedByTheirHeadersAndWidenTypes() throws IOException {
    write("1.csv", "a,b\n1,2\n");
    write("2.csv", "b,a\n2.5,3\n");
    FileSource source = open("1.csv", "2.csv");
    assertThat(source.schema().toString()).isEqualTo("a BIGINT, b DOUBLE");
    assertThat(RowReading.all(source)).containsExactly(List.of("1", "2.0"), List.of("3", "2.5"));
    write("3.csv", "a,c\n1,2\n");
    assertThatThrownBy(() -> open("1.csv", "3.csv"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("3.csv: has other columns")
        .hasMessageContaining("without b but with c");
  }

  @Test
  void foldersAndPatternsStandForTheirFilesInOrder() throws IOException {
    Files.createDirectories(folder.resolve("logs/deep"));
    write("logs/b.csv", "n\n2\n");
    write("logs/a.csv", "n\n1\n");
    write("logs/.hidden.csv", "n\n9\n");
    write("logs/deep/c.csv", "n\n3\n");
    write("logs/other.txt", "n\n4\n");
    assertThat(RowReading.all(open("logs/*.csv"))).containsExactly(List.of("1"), List.of("2"));
    assertThat(RowReading.all(open("logs/**.csv"))).hasSize(3);
    assertThat(RowReading.all(open("logs/**/*.csv"))).hasSize(3);
    assertThat(RowReading.all(open("logs"))).hasSize(3);
    assertThat(RowReading.all(open("logs/b.csv", "logs/*.csv")))
        .containsExactly(List.of("2"), List.of("1"));
  }

  @Test
  void whatCannotBeReadIsNamed() throws IOException {
    Files.createDirectories(folder.resolve("void"));
    write("empty.csv", "");
    write("full.csv", "n\n1\n");
    write("fake.csv.gz", "n\n1\n");
    assertThatThrownBy(() -> open("nope.csv"))
        .isInstanceOf(IOException.class)
        .hasMessage("no such file: " + path("nope.csv"));
    assertThatThrownBy(() -> open("void"))
        .isInstanceOf(IOException.class)
        .hasMessage("no files in the folder " + path("void"));
    assertThatThrownBy(() -> open("void/*.csv"))
        .isInstanceOf(IOException.class)
        .hasMessage("no files match " + path("void/*.csv"));
    assertThatThrownBy(() -> open("empty.csv"))
        .isInstanceOf(IOException.class)
        .hasMessage(path("empty.csv") + ": is empty");
    assertThatThrownBy(() -> open("fake.csv.gz"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("fake.csv.gz: named as gzip data, but is none");
    assertThat(RowReading.all(open("empty.csv", "full.csv"))).hasSize(1);
  }

  @Test
  void compressedFilesWithSeveralPartsAreReadToTheirEnd() throws IOException {
    byte[] rows = "1,a\n2,b\n".getBytes(StandardCharsets.UTF_8);
    byte[] more = "3,c\n4,d".getBytes(StandardCharsets.UTF_8);
    Files.write(folder.resolve("m.csv.gz"), concat(gzip(rows), gzip(more)));
    Files.write(folder.resolve("m.csv.zst"), concat(Zstd.compress(rows), Zstd.compress(more)));
    assertThat(RowReading.all(open("m.csv.gz"))).hasSize(4);
    assertThat(RowReading.all(open("m.csv.zst"))).hasSize(4);
    assertThat(RowReading.partitions(open("m.csv.gz", "m.csv.zst"), 2, 10, 1))
        .allSatisfy(rowsOfOne -> assertThat(rowsOfOne).hasSize(4))
        .hasSize(2);
  }

  @Test
  void aFileThatEndsEarlyFailsForGood() throws IOException {
    StringBuilder text = new StringBuilder("n\n");
    for (int i = 0; i < 500_000; i++) {
      text.append(i * 7919L % 1_000_003).append('\n');
    }
    byte[] whole = text.toString().getBytes(StandardCharsets.UTF_8);
    byte[] gzip = gzip(whole);
    byte[] zstd = Zstd.compress(whole);
    Files.write(folder.resolve("t.csv.gz"), Arrays.copyOf(gzip, gzip.length - 5000));
    Files.write(folder.resolve("t.csv.zst"), Arrays.copyOf(zstd, zstd.length - 5000));
    for (String name : List.of("t.csv.gz", "t.csv.zst")) {
      FileSource source = open(name);
      RowBatch batch = new RowBatch(source.schema(), 1000);
      try (Source.Reader reader = source.partitions(1).get(0).open(source.schema(), null)) {
        assertThatThrownBy(
                () -> {
                  while (reader.poll(batch) != Source.Reader.END) {
                    assertThat(batch.size()).isPositive();
                  }
                })
            .isInstanceOf(IOException.class)
            .hasMessageContaining(name + ": ends early");
        assertThatThrownBy(() -> reader.poll(batch))
            .isInstanceOf(IOException.class)
            .hasMessageContaining(name + ": ends early");
      }
    }
  }

  @Test
  void standardInputIsReadOnceAndNotFromAPosition() throws IOException {
    byte[] bytes = "a,b\n1,2\n3,4\n".getBytes(StandardCharsets.UTF_8);
    for (byte[] stored : List.of(bytes, gzip(bytes))) {
      FileSource source =
          FileSource.open(FileInput.of("-"), new ByteArrayInputStream(stored), 1 << 20);
      assertThat(source.totalBytes()).isEqualTo(-1);
      assertThat(RowReading.all(source)).containsExactly(List.of("1", "2"), List.of("3", "4"));
      Source.Partition partition = source.partitions(3).get(0);
      Source.Reader again = partition.open(source.schema(), null);
      assertThatThrownBy(() -> again.poll(new RowBatch(source.schema(), 10)))
          .isInstanceOf(IOException.class)
          .hasMessage("-: can be read only once");
      assertThatThrownBy(() -> partition.open(source.schema(), again.position()))
          .isInstanceOf(IOException.class)
          .hasMessage("-: cannot be read again from a position");
    }
  }

  @Test
  void aBadRowNamesFileLineColumnAndValueOrIsSkippedAndCounted() throws IOException {
    StringBuilder text = new StringBuilder("id,n\n");
    for (int i = 0; i < 30_000; i++) {
      text.append(i).append(',').append(i == 20_000 ? "abc" : "1").append('\n');
      text.append(i == 25_000 ? "1,2,3\n" : "");
    }
    write("bad.csv", text.toString());
    assertThatThrownBy(() -> RowReading.all(open("bad.csv")))
        .isInstanceOf(BadRowException.class)
        .hasMessage(path("bad.csv") + ":20002: column n: expected BIGINT, got \"abc\"");
    Files.write(
        folder.resolve("bad.csv.gz"), gzip(text.toString().getBytes(StandardCharsets.UTF_8)));
    FileOptions skip = FileOptions.defaults().withBadRows(FileOptions.BadRows.SKIP);
    for (String name : List.of("bad.csv", "bad.csv.gz")) {
      FileSource source = open(skip, name);
      RowBatch batch = new RowBatch(source.schema(), 1000);
      Source.Reader reader = source.partitions(1).get(0).open(source.schema(), null);
      assertThat(RowReading.rest(reader, batch)).hasSize(29_999);
      assertThat(reader.progress().rowsBad()).isEqualTo(2);
      assertThat(reader.progress().firstBad().line()).isEqualTo(20_002);
      assertThat(reader.progress().bytesRead()).isEqualTo(reader.progress().bytesTotal());
    }
  }

  @Test
  void raggedRowsInvalidUtf8AndTextBehindQuotesAreBadRows() throws IOException {
    assertThat(problem("a,b\nx,y\nx\n")).endsWith(":3: expected 2 fields, got 1");
    assertThat(problem("a,b\nx,y\nx,y,z,\n")).endsWith(":3: expected 2 fields, got 4");
    assertThat(problem("a,b\n\"x\ny\",y\n\"x\"z,y\n"))
        .endsWith(":4: expected the end of the field behind its closing quote, got \"z\"");
    Files.write(folder.resolve("u.csv"), new byte[] {'a', ',', 'b', '\n', 'x', ',', (byte) 0xC3});
    assertThatThrownBy(() -> RowReading.all(open("u.csv")))
        .hasMessageContaining("u.csv:2: column b: expected valid UTF-8");
  }

  @Test
  void aQuoteThatIsNeverClosedIsABadRowInBoundedMemory() throws IOException {
    assertThat(problem("a,b\nx,y\nx,\"y\nz,y\n")).endsWith(":3: quote opened here is never closed");
    byte[] text = new byte[6_000_000];
    Arrays.fill(text, (byte) 'x');
    for (int i = 9; i < text.length; i += 10) {
      text[i] = i % 20 == 9 ? (byte) ',' : (byte) '\n';
    }
    text[1_000_020] = '"';
    for (String name : List.of("q.csv", "q.csv.gz")) {
      Files.write(folder.resolve(name), name.endsWith("gz") ? gzip(text) : text);
      FileOptions options =
          FileOptions.defaults()
              .withMaxRecordBytes(100_000)
              .withHeader(FileOptions.Header.NO)
              .withFormat(FileOptions.Format.CSV);
      assertThatThrownBy(() -> RowReading.all(open(options, name)))
          .isInstanceOf(BadRowException.class)
          .hasMessageContaining(name + ":50002: ")
          .hasMessageContaining("longer than 100000 bytes");
      FileSource skipping = open(options.withBadRows(FileOptions.BadRows.SKIP), name);
      assertThat(RowReading.all(skipping)).hasSize(50_001);
      assertThat(RowReading.partitions(skipping, 2, 1000, 1).stream().mapToInt(List::size).sum())
          .isEqualTo(50_001);
    }
  }

  @Test
  void recordsUpToTheLongestAllowedAreReadWhereverTheyAre() throws IOException {
    for (int length : new int[] {999, 1000, 1001, 2500}) {
      String longest = "x".repeat(length - 5);
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < 20; i++) {
        text.append("short,a\n".repeat(i)).append(longest).append(",abc\n");
      }
      int rows = 190 + (length <= 1000 ? 20 : 0);
      byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
      for (String name : List.of("l.csv", "l.csv.gz")) {
        Files.write(folder.resolve(name), name.endsWith("gz") ? gzip(bytes) : bytes);
        FileOptions options =
            FileOptions.defaults()
                .withMaxRecordBytes(1000)
                .withHeader(FileOptions.Header.NO)
                .withFormat(FileOptions.Format.CSV)
                .withBadRows(FileOptions.BadRows.SKIP);
        FileOptions given =
            options.withColumns(
                List.of(new Column("a", Type.VARCHAR), new Column("b", Type.VARCHAR)));
        for (int chunkBytes : new int[] {64, 300, 1000, 1 << 20}) {
          FileSource source =
              FileSource.open(new FileInput(List.of(path(name)), given), NO_INPUT, chunkBytes);
          assertThat(RowReading.all(source))
              .as("records of %d, chunks of %d of %s", length, chunkBytes, name)
              .hasSize(rows);
        }
      }
    }
  }

  @Test
  void otherFormatsAreFoundByEndingAndContent() throws IOException {
    write("a.ndjson", "{\"n\":1,\"t\":\"x\"}\n{\"n\":2,\"t\":null}\n");
    write("b.dat", "{\"n\":1,\"t\":\"x\"}\n");
    String line = "1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 5 \"-\" \"c\"\n";
    write("c.log", line.repeat(3));
    write("d.log", "just\nlines, of text\n");
    assertThat(open("a.ndjson").schema().toString()).isEqualTo("n BIGINT, t VARCHAR");
    assertThat(RowReading.all(open("a.ndjson"))).hasSize(2);
    assertThat(open("b.dat").schema().toString()).isEqualTo("n BIGINT, t VARCHAR");
    assertThat(open("c.log").schema().contains("status")).isTrue();
    assertThat(RowReading.all(open("c.log"))).hasSize(3);
    assertThat(RowReading.all(open("d.log")))
        .containsExactly(List.of("just"), List.of("lines, of text"));
    write("e.csv", "a,b\n1,2\n");
    assertThatThrownBy(() -> open("a.ndjson", "e.csv"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("e.csv: is CSV, but");
  }

  @Test
  void aPositionOfOtherFilesOrPartitionsIsRefused() throws IOException {
    write("p.csv", "n\n1\n2\n3\n");
    FileSource source = open("p.csv");
    byte[] position;
    try (Source.Reader reader = source.partitions(1).get(0).open(source.schema(), null)) {
      reader.poll(new RowBatch(source.schema(), 2));
      position = reader.position();
    }
    Source.Reader rest = source.partitions(1).get(0).open(source.schema(), position);
    assertThat(RowReading.rest(rest, new RowBatch(source.schema(), 2)))
        .containsExactly(List.of("3"));
    write("p.csv", "n\n1\n2\n3\n4\n");
    FileSource changed = open("p.csv");
    assertThatThrownBy(() -> changed.partitions(1).get(0).open(changed.schema(), position))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("p.csv: changed");
    assertThatThrownBy(() -> changed.partitions(1).get(0).open(changed.schema(), new byte[] {9, 9}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("position must be 25 bytes");
  }

  private String problem(String text) throws IOException {
    write("problem.csv", text);
    try {
      RowReading.all(open("problem.csv"));
      return "none";
    } catch (BadRowException e) {
      return e.getMessage();
    }
  }

  private FileSource open(String... names) throws IOException {
    return open(FileOptions.defaults(), names);
  }

  private FileSource open(FileOptions options, String... names) throws IOException {
    List<String> paths = Arrays.stream(names).map(this::path).toList();
    return FileSource.open(new FileInput(paths, options), NO_INPUT, 1 << 20);
  }

  private String path(String name) {
    return folder + "/" + name;
  }

  private void write(String name, String text) throws IOException {
    Files.write(folder.resolve(name), text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(bytes);
    }
    return zipped.toByteArray();
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
