package dev.inkling.engine.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkling.operator.Column;
import dev.inkling.operator.FileInput;
import dev.inkling.operator.FileOptions;
import dev.inkling.operator.Type;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Samples of the records of files: whole records, all sets equally likely. */
class RecordSampleTest {

  private static final RecordSample.Progress QUIET = (records, bytes) -> {};

  @TempDir Path folder;

  private static FileSource open(int chunkBytes, FileOptions options, Path... files)
      throws IOException {
    List<String> names = new ArrayList<>();
    for (Path file : files) {
      names.add(file.toString());
    }
    return FileSource.open(
        new FileInput(names, options), new ByteArrayInputStream(new byte[0]), chunkBytes);
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private static RecordSample draw(FileSource source, int size, long seed, int threads)
      throws IOException {
    return RecordSample.draw(
        source, new RecordSample.Wish(size, Optional.empty(), seed), threads, QUIET);
  }

  private static RecordSample drawBy(FileSource source, int size, String by, long seed, int threads)
      throws IOException {
    return RecordSample.draw(
        source, new RecordSample.Wish(size, Optional.of(by), seed), threads, QUIET);
  }

  private static String text(RecordSample sample) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    sample.writeTo(out);
    return out.toString(StandardCharsets.UTF_8);
  }

  /** Records with quotes, line breaks in them, carriage returns and empty lines between them. */
  private static List<String> records(SplittableRandom random, int count) {
    List<String> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String field =
          switch (random.nextInt(5)) {
            case 0 -> "\"a\"\"b, c\"";
            case 1 -> "\"two\nlines\n\nand more\"";
            case 2 -> "\"\"";
            default -> "word";
          };
      records.add("r" + i + "," + field + (random.nextInt(4) == 0 ? "\r\n" : "\n"));
    }
    return records;
  }

  @ParameterizedTest
  @CsvSource({"64, 1", "64, 2", "97, 3", "4096, 1", "4096, 2", "1048576, 2"})
  void aSampleOfAllIsTheFile(int chunkBytes, int threads) throws IOException {
    SplittableRandom random = new SplittableRandom(chunkBytes);
    List<String> records = records(random, 500);
    StringBuilder content = new StringBuilder("name,text\n");
    for (String record : records) {
      content.append(record).append("\n".repeat(random.nextInt(8) == 0 ? 2 : 0));
      content.append("\r\n".repeat(random.nextInt(8) == 0 ? 1 : 0));
    }
    FileSource source = open(chunkBytes, FileOptions.defaults(), file("x.csv", content.toString()));

    RecordSample all = draw(source, 500, 1, threads);
    assertThat(text(all)).isEqualTo("name,text\n" + String.join("", records));
    assertThat(all.count()).isEqualTo(500);
    RecordSample byText = drawBy(source, 500, "text", 1, threads);
    assertThat(text(byText)).isEqualTo("name,text\n" + String.join("", records));
    assertThat(byText.strata()).isEqualTo(4);

    RecordSample some = draw(source, 20, 1, threads);
    assertThat(some.held()).isEqualTo(20);
    assertThat(some.count()).isEqualTo(500);
    List<String> lines = new ArrayList<>(records);
    lines.removeIf(record -> !content(some).contains(record));
    assertThat(text(some)).isEqualTo("name,text\n" + String.join("", lines));
  }

  private static String content(RecordSample sample) {
    try {
      return text(sample);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aLastLineWithoutLineFeedIsARecord() throws IOException {
    Path plain = file("x.txt", "one\ntwo\n\nthree");
    FileOptions lines = FileOptions.defaults().withFormat(FileOptions.Format.LINES);
    RecordSample sample = draw(open(1 << 20, lines, plain), 10, 1, 2);
    assertThat(text(sample)).isEqualTo("one\ntwo\n\nthree\n");
    assertThat(sample.count()).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource({"1, false", "3, false", "3, true"})
  void allPairsAreEquallyLikely(int threads, boolean quoted) throws IOException {
    int n = 24;
    int size = 6;
    int trials = 4_000;
    StringBuilder content = new StringBuilder("name,text\n");
    for (int i = 0; i < n; i++) {
      content.append((char) ('a' + i)).append(quoted ? ",\"x\"\n" : ",yyy\n");
    }
    FileSource source = open(32, FileOptions.defaults(), file("x.csv", content.toString()));
    double[] single = new double[n];
    double[][] pairs = new double[n][n];
    for (int seed = 0; seed < trials; seed++) {
      String[] lines = text(draw(source, size, seed, threads)).split("\n");
      assertThat(lines).hasSize(size + 1);
      for (int i = 1; i <= size; i++) {
        single[lines[i].charAt(0) - 'a']++;
        for (int j = i + 1; j <= size; j++) {
          pairs[lines[i].charAt(0) - 'a'][lines[j].charAt(0) - 'a']++;
        }
      }
    }
    double one = (double) trials * size / n;
    double two = one * (size - 1) / (n - 1);
    double ofSingles = 0;
    double ofPairs = 0;
    for (int i = 0; i < n; i++) {
      ofSingles += (single[i] - one) * (single[i] - one) / one;
      for (int j = i + 1; j < n; j++) {
        ofPairs += (pairs[i][j] - two) * (pairs[i][j] - two) / two;
      }
    }
    // beyond these chi-squared values with n - 1 and n (n - 1) / 2 - 1 degrees of freedom lies
    // less than a millionth: Wilson and Hilferty
    assertThat(ofSingles).isLessThan(chiSquared(n - 1));
    assertThat(ofPairs).isLessThan(chiSquared(n * (n - 1) / 2 - 1));
  }

  private static double chiSquared(int freedom) {
    double root = 1 - 2.0 / (9 * freedom) + 4.7534 * Math.sqrt(2.0 / (9 * freedom));
    return freedom * root * root * root;
  }

  @Test
  void everyStratumHasItsOwnSample() throws IOException {
    StringBuilder content = new StringBuilder("id,country\n");
    SplittableRandom random = new SplittableRandom(7);
    Map<String, Integer> counts = new HashMap<>();
    for (int i = 0; i < 5_000; i++) {
      String country = "c" + Math.min(random.nextInt(60), random.nextInt(60));
      counts.merge(country, 1, Integer::sum);
      content.append(i).append(',').append(country).append('\n');
    }
    FileSource source = open(256, FileOptions.defaults(), file("x.csv", content.toString()));
    RecordSample sample = drawBy(source, 40, "country", 3, 2);
    Map<String, Integer> held = new HashMap<>();
    Set<String> ids = new HashSet<>();
    for (String line : text(sample).lines().skip(1).toList()) {
      held.merge(line.substring(line.indexOf(',') + 1), 1, Integer::sum);
      assertThat(ids.add(line)).isTrue();
    }
    counts.replaceAll((country, count) -> Math.min(40, count));
    assertThat(held).isEqualTo(counts);
    assertThat(sample.strata()).isEqualTo(counts.size());
    assertThat(sample.count()).isEqualTo(5_000);
  }

  @Test
  void theSameSeedDrawsTheSame() throws IOException {
    StringBuilder content = new StringBuilder("id,x\n");
    for (int i = 0; i < 3_000; i++) {
      content.append(i).append(",a\n");
    }
    FileSource source = open(512, FileOptions.defaults(), file("x.csv", content.toString()));
    String first = text(draw(source, 50, 9, 2));
    assertThat(text(draw(source, 50, 9, 2))).isEqualTo(first);
    assertThat(text(draw(source, 50, 10, 2))).isNotEqualTo(first);
  }

  @Nested
  class Refusals {

    private Path first;

    @BeforeEach
    void writeFirst() throws IOException {
      first = file("1.csv", "id,x\n1,a\n2,b\n");
    }

    @Test
    void columnsInAnotherOrder() throws IOException {
      Path second = file("2.csv", "x,id\na,1\n");
      FileSource source = open(1 << 20, FileOptions.defaults(), first, second);
      assertThatThrownBy(() -> draw(source, 1, 1, 2))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("2.csv: has its columns in another order");
    }

    @Test
    void tooManyStrata() throws IOException {
      StringBuilder content = new StringBuilder("id,x\n");
      for (int i = 0; i <= RecordSample.MAX_STRATA; i++) {
        content.append('n').append(i).append(",a\n");
      }
      Path many = file("many.csv", content.toString());
      FileSource source = open(1 << 12, FileOptions.defaults(), many);
      assertThatThrownBy(() -> drawBy(source, 1, "id", 1, 2))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("column id has more than 10000 values");
    }

    @Test
    void recordsThatAreTooLong() throws IOException {
      Path wide = file("wide.csv", "id,x\n1,a\n2," + "b".repeat(5_000) + "\n3,c\n");
      FileOptions options =
          FileOptions.defaults()
              .withMaxRecordBytes(1_000)
              .withColumns(List.of(new Column("id", Type.BIGINT), new Column("x", Type.VARCHAR)));
      FileSource source = open(1 << 20, options, wide);
      assertThatThrownBy(() -> draw(source, 1, 1, 1))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("wide.csv:3: record longer than 1000 bytes");
      FileSource skipping = source.with(options.withBadRows(FileOptions.BadRows.SKIP));
      RecordSample sample = draw(skipping, 10, 1, 1);
      assertThat(text(sample)).isEqualTo("id,x\n1,a\n3,c\n");
      assertThat(sample.badRows()).isEqualTo(1);
      assertThat(sample.firstBad().orElseThrow()).contains("wide.csv:3:");
    }
  }
}
