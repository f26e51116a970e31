package dev.inkling.engine.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkling.engine.RowBatch;
import dev.inkling.engine.RowChoice;
import dev.inkling.engine.Source;
import dev.inkling.operator.FileInput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that are passed over unparsed are the same as those that would be dropped once parsed. */
class PassedOverTest {

  private static final int CHUNK = 1 << 10;

  @TempDir Path folder;

  private Source open(String name) throws IOException {
    InputStream none = new ByteArrayInputStream(new byte[0]);
    return FileSource.open(FileInput.of(folder.resolve(name).toString()), none, CHUNK);
  }

  private void write(String name, String content) throws IOException {
    Files.writeString(folder.resolve(name), content);
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve(name + ".gz")))) {
      out.write(content.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Reads a source with a rate that changes every so many rows, and some polls without choice. */
  private static List<List<String>> read(Source source, boolean passing, long[] seen)
      throws IOException {
    List<List<String>> rows = new ArrayList<>();
    for (Source.Partition partition : source.partitions(2)) {
      RowBatch batch = new RowBatch(source.schema(), 50);
      RowChoice choice = new RowChoice(9, 50);
      choice.rate(0.125);
      try (Source.Reader reader = partition.open(source.schema(), null)) {
        while (true) {
          long came;
          if (passing) {
            came = reader.poll(batch, choice);
          } else {
            came = reader.poll(batch);
            if (came > 0) {
              choice.choose(batch);
            }
          }
          if (came == Source.Reader.END) {
            break;
          }
          seen[0] += came;
          rows.addAll(RowReading.rows(batch));
        }
      }
    }
    return rows;
  }

  private void check(String name, int expected) throws IOException {
    for (String file : List.of(name, name + ".gz")) {
      long[] parsed = new long[1];
      long[] passed = new long[1];
      List<List<String>> wanted = read(open(file), false, parsed);
      assertThat(read(open(file), true, passed)).as(file).isEqualTo(wanted).isNotEmpty();
      assertThat(passed[0]).as(file).isEqualTo(parsed[0]).isEqualTo(expected);
    }
  }

  @Test
  void ofCsvWithQuotesLineBreaksAndEmptyLines() throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    StringBuilder content = new StringBuilder("id,text,x\n");
    for (int i = 0; i < 3_000; i++) {
      content.append(i).append(',');
      switch (random.nextInt(5)) {
        case 0 -> content.append("\"a\nb \"\"c\"\"\"");
        case 1 -> content.append("\"\n\n\"");
        default -> content.append("plain");
      }
      content.append(',').append(i / 4.0).append(random.nextBoolean() ? "\n" : "\r\n");
      if (random.nextInt(9) == 0) {
        content.append(random.nextBoolean() ? "\n" : "\r\n");
      }
    }
    write("quoted.csv", content.toString());
    check("quoted.csv", 3_000);
  }

  @Test
  void ofPlainCsvAndJson() throws IOException {
    StringBuilder csv = new StringBuilder("id,text\n");
    StringBuilder json = new StringBuilder();
    for (int i = 0; i < 5_000; i++) {
      csv.append(i).append(",v").append(i % 7).append('\n');
      json.append("{\"id\":").append(i).append(",\"text\":\"\\\"\\u00e4\"}\n");
    }
    write("plain.csv", csv.toString());
    check("plain.csv", 5_000);
    write("rows.ndjson", json.toString());
    check("rows.ndjson", 5_000);
  }

  @Test
  void readingGoesOnWithEveryRowWhereTheChoiceEnded() throws IOException {
    StringBuilder csv = new StringBuilder("id\n");
    for (int i = 0; i < 5_000; i++) {
      csv.append(i).append('\n');
    }
    write("ids.csv", csv.toString());
    Source source = open("ids.csv");
    RowBatch batch = new RowBatch(source.schema(), 10);
    RowChoice choice = new RowChoice(1, 10);
    choice.rate(0.25);
    long next = 0;
    int taken = 0;
    try (Source.Reader reader = source.partitions(1).get(0).open(source.schema(), null)) {
      for (boolean all = false; ; all = !all) {
        long came = all ? reader.poll(batch) : reader.poll(batch, choice);
        if (came == Source.Reader.END) {
          break;
        }
        for (int row = 0; row < batch.size(); row++) {
          long id = batch.column(0).longs()[row];
          assertThat(id).isBetween(next, next + came - 1);
          if (all) {
            assertThat(id).isEqualTo(next + row);
          }
        }
        next += came;
        taken += batch.size();
        // a reader that starts where this one stands gives the next row
        try (Source.Reader again =
            source.partitions(1).get(0).open(source.schema(), reader.position())) {
          RowBatch first = new RowBatch(source.schema(), 1);
          if (again.poll(first) == 1) {
            assertThat(first.column(0).longs()[0]).isEqualTo(next);
          }
        }
      }
    }
    assertThat(next).isEqualTo(5_000);
    assertThat(taken).isLessThan(5_000);
  }

  @Test
  void aPipeSaysThatItHadToWait() throws IOException {
    byte[] content = "id,x\n1,2\n".repeat(200_000).getBytes(StandardCharsets.UTF_8);
    InputStream slow =
        new ByteArrayInputStream(content) {
          @Override
          public synchronized int available() {
            return 0;
          }
        };
    for (InputStream pipe : List.of(slow, new ByteArrayInputStream(content))) {
      Source source = FileSource.open(FileInput.of("-"), pipe, CHUNK);
      RowBatch batch = new RowBatch(source.schema(), 1_000);
      boolean waited = false;
      try (Source.Reader reader = source.partitions(1).get(0).open(source.schema(), null)) {
        // not the head, which was read to find out what it is, and not the end
        for (long rows = 0; rows < 350_000; rows += batch.size()) {
          assertThat(reader.poll(batch)).isPositive();
          waited |= reader.hadToWait();
        }
      }
      assertThat(waited).isEqualTo(pipe == slow);
    }
  }
}
