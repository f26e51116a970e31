package dev.inkling.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkling.operator.Aggregators;
import dev.inkling.operator.Column;
import dev.inkling.operator.FileOptions;
import dev.inkling.operator.FileOutput;
import dev.inkling.operator.FollowedInput;
import dev.inkling.operator.Query;
import dev.inkling.operator.RateInput;
import dev.inkling.operator.Type;
import dev.inkling.operator.Window;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Queries over what goes on, with real threads; waiting has the test's deadline. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class FollowedQueryTest {

  private static final FileOptions EVENTS =
      FileOptions.defaults()
          .withFormat(FileOptions.Format.NDJSON)
          .withColumns(List.of(new Column("ts", Type.TIMESTAMP), new Column("x", Type.BIGINT)));

  @TempDir Path folder;
  private final AnswersSink sink = new AnswersSink();

  private void append(String name, String text) throws IOException {
    Files.writeString(
        folder.resolve(name), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static String event(long ms, long x) {
    return "{\"ts\":\"" + Instant.ofEpochMilli(ms) + "\",\"x\":" + x + "}\n";
  }

  private Query query(String path) {
    return Query.from(new FollowedInput(List.of(folder.resolve(path).toString()), EVENTS))
        .eventTime("ts", Duration.ofSeconds(1))
        .idleAfter(Duration.ofMillis(200))
        .window(Window.tumbling(Duration.ofSeconds(10)))
        .aggregate("n", Aggregators.count())
        .aggregate("sum", "x", Aggregators.sumLongs())
        .to(sink);
  }

  private static Engine engine(int threads) {
    return Engine.start(
        Engine.Options.defaults().withThreads(threads).withEpoch(Duration.ofMillis(20)));
  }

  private static void await(Job job, BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      assertThat(job.awaitEnd(Duration.ofMillis(5))).as("the query goes on").isFalse();
    }
  }

  private List<Object> values(int answer) {
    List<Object> values = sink.answers.get(answer).values();
    return values.subList(values.size() - 2, values.size());
  }

  @Test
  void windowsAreAnsweredWhileTheirFolderIsWritten() throws Exception {
    try (Engine engine = engine(2);
        Job job = engine.submit(query("*.ndjson"))) {
      append("a.ndjson", event(1_000, 1) + event(12_000, 2));
      await(job, () -> sink.answers.size() == 1);
      assertThat(values(0)).containsExactly(1L, 1L);
      append("b.ndjson", event(13_000, 4) + event(22_000, 8));
      await(job, () -> job.progress().rowsRead() == 4);
      append("a.ndjson", event(23_000, 16));
      await(job, () -> sink.answers.size() == 2);
      assertThat(values(1)).containsExactly(2L, 6L);
      append("a.ndjson", event(24_000, 32).strip());
      job.stop();
      job.awaitEnd();
      assertThat(sink.answers).hasSize(3);
      assertThat(job.progress().rowsLate()).isZero();
      // the last line has no end, and may have come after the last look at its file
      assertThat(values(2)).isIn(List.of(2L, 24L), List.of(3L, 56L));
    }
  }

  @Test
  void everyRowOfManyFilesThatGrowAndMoveIsCountedOnce() throws Exception {
    SplittableRandom random = new SplittableRandom(7);
    TreeMap<Long, Long> expected = new TreeMap<>();
    int rows = 0;
    Query query = query("*.ndjson").eventTime("ts", Duration.ofDays(1));
    try (Engine engine = engine(2);
        Job job = engine.submit(query)) {
      for (int round = 0; round < 300; round++) {
        String name = "log" + random.nextInt(5) + ".ndjson";
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(1, 40); i > 0; i--) {
          long ms = random.nextInt(60_000);
          text.append(event(ms, 1));
          expected.merge(ms / 10_000, 1L, Long::sum);
          rows++;
        }
        int cut = random.nextInt(text.length());
        append(name, text.substring(0, cut));
        append(name, text.substring(cut));
        if (random.nextInt(10) == 0) {
          Path moved = folder.resolve("old" + round + ".ndjson");
          Files.move(folder.resolve(name), moved);
        }
      }
      int all = rows;
      await(job, () -> job.progress().rowsRead() == all);
      job.stop();
      job.awaitEnd();
      assertThat(job.progress().rowsRead()).isEqualTo(all);
    }
    List<Object> counts = new ArrayList<>();
    for (int i = 0; i < sink.answers.size(); i++) {
      counts.add(values(i).get(0));
    }
    assertThat(counts).isEqualTo(List.copyOf(expected.values()));
  }

  @Test
  void ratesGoOnUntilTheyAreStopped() throws Exception {
    Query query =
        Query.from(RateInput.named("rate://100000"))
            .eventTime("ts", Duration.ZERO)
            .window(Window.tumbling(Duration.ofMillis(100)))
            .aggregate("n", Aggregators.count())
            .to(sink);
    try (Engine engine = engine(2);
        Job job = engine.submit(query)) {
      await(job, () -> sink.answers.size() >= 5);
      job.stop();
      job.awaitEnd();
    }
    long sum = 0;
    for (int i = 0; i < sink.answers.size(); i++) {
      List<Object> values = sink.answers.get(i).values();
      long n = (Long) values.get(values.size() - 1);
      sum += n;
      if (i < 5) {
        assertThat(n).isEqualTo(10_000);
      }
    }
    assertThat(sum).isGreaterThanOrEqualTo(50_000);
  }

  @Test
  void anErrorEndsTheQuery() throws Exception {
    append("a.ndjson", event(1_000, 1));
    try (Engine engine = engine(1);
        Job job = engine.submit(query("a.ndjson"))) {
      await(job, () -> job.progress().rowsRead() == 1);
      append("a.ndjson", "nothing\n");
      assertThatThrownBy(job::awaitEnd)
          .isInstanceOf(BadRowException.class)
          .hasMessageContaining("a.ndjson:2: ");
    }
  }

  @Test
  void answersGoToAFile() throws Exception {
    Path out = folder.resolve("out.csv");
    Query query =
        Query.from(RateInput.named("rate://1000000?rows=30"))
            .aggregate("n", Aggregators.count())
            .to(new FileOutput(out.toString(), FileOutput.Format.CSV, false));
    try (Engine engine = engine(1);
        Job job = engine.submit(query)) {
      job.awaitEnd();
    }
    assertThat(Files.readString(out)).isEqualTo("n\n30\n");
    try (Engine engine = engine(1)) {
      assertThatThrownBy(() -> engine.submit(query)).isInstanceOf(FileAlreadyExistsException.class);
      Query again = query.to(new FileOutput(out.toString(), FileOutput.Format.NDJSON, true));
      try (Job job = engine.submit(again)) {
        job.awaitEnd();
      }
    }
    assertThat(Files.readString(out)).isEqualTo("{\"n\":30}\n");
  }
}
