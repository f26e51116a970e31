package dev.inkling.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code inkling sample}, from the command line to the records or the message. */
class SampleCommandTest {

  @TempDir Path folder;
  private Path csv;

  @BeforeEach
  void writeCsv() throws IOException {
    StringBuilder content = new StringBuilder("id,Country,text\n");
    for (int i = 0; i < 1_000; i++) {
      content.append(i).append(i % 10 == 0 ? ",,\"a\nb\"\n" : ",0" + i % 3 + ",c\n");
    }
    csv = Files.writeString(folder.resolve("x.csv"), content.toString());
  }

  @Test
  void recordsComeAsTheyAreWithTheHeader() throws IOException {
    CommandRun run = CommandRun.of("sample", "-n", "100", csv.toString());
    assertThat(run.code()).isZero();
    assertThat(run.err()).isEqualTo("100 of 1,000 records\n");
    assertThat(run.out()).startsWith("id,Country,text\n");
    List<String> records = List.of(run.out().replace("\nb", "\\nb").split("\n"));
    assertThat(records).hasSize(101);
    String whole = Files.readString(csv).replace("\nb", "\\nb");
    assertThat(records).allMatch(record -> whole.contains(record + "\n"));
    assertThat(CommandRun.of("sample", "-n100", csv.toString()).out()).isEqualTo(run.out());
    assertThat(CommandRun.of("sample", "-n100", "--seed=2", csv.toString()).out())
        .isNotEqualTo(run.out());
  }

  @Test
  void compressedFilesAndSeveralFilesAreOneInput() throws IOException {
    Path packed = folder.resolve("x.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      out.write(Files.readString(csv).getBytes(StandardCharsets.UTF_8));
    }
    CommandRun run = CommandRun.of("sample", "-n", "5k", csv.toString(), packed.toString());
    String data = Files.readString(csv).substring("id,Country,text\n".length());
    assertThat(run.out()).isEqualTo("id,Country,text\n" + data + data);
  }

  @Test
  void everyValueOfAColumnGetsItsSample() {
    CommandRun run = CommandRun.of("sample", "-n", "7", "--by", "country", csv.toString());
    assertThat(run.err()).isEqualTo("28 of 1,000 records, 4 values of country\n");
    for (String value : List.of(",00,", ",01,", ",02,", ",,")) {
      assertThat(run.out().lines().filter(line -> line.contains(value))).hasSize(7);
    }
  }

  @Test
  void theSampleMayGoToAFile() throws IOException {
    Path out = folder.resolve("some.csv");
    CommandRun run = CommandRun.of("sample", "-n", "3", csv.toString(), "--out", out.toString());
    assertThat(run.out()).isEmpty();
    assertThat(Files.readString(out)).startsWith("id,Country,text\n");
  }

  @Test
  void wrongOptionsAreNamed() {
    CommandRun size = CommandRun.of("sample", "-n", "0", csv.toString());
    assertThat(size.code()).isEqualTo(2);
    assertThat(size.err()).contains("-n must be in [1, 16777216], got 0");
    CommandRun column = CommandRun.of("sample", "-n", "1", "--by", "land", csv.toString());
    assertThat(column.code()).isEqualTo(2);
    assertThat(column.err()).contains("--by: no column \"land\"; there are");
    CommandRun missing = CommandRun.of("sample", "-n", "1", folder.resolve("no.csv").toString());
    assertThat(missing.code()).isEqualTo(1);
    assertThat(missing.err()).contains("no such file");
    CommandRun bad = CommandRun.of("sample", csv.toString());
    assertThat(bad.code()).isEqualTo(2);
    assertThat(bad.err()).contains("Missing required option").contains("--size");
  }
}
