package dev.inkling.engine.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkling.engine.ManualClock;
import dev.inkling.engine.RowBatch;
import dev.inkling.engine.RowsSource;
import dev.inkling.engine.Source;
import dev.inkling.engine.stream.KeyedProcess.TimeDomain;
import dev.inkling.operator.Column;
import dev.inkling.operator.Query.EventTime;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import dev.inkling.operator.WindowMath;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** States and timers against a reference of maps, and by hand. */
final class KeyedProcessTest {

  private static final Schema OUT =
      Schema.of(
          new Column("what", Type.VARCHAR),
          new Column("k", Type.BIGINT),
          new Column("at", Type.BIGINT),
          new Column("count", Type.BIGINT));

  private static final long MS = 1_000_000L;

  private final List<WatchedSource.Read> log = new ArrayList<>();

  /** Counts rows; a timer at the next multiple of 50 tells the count and, if it is odd, clears. */
  private static final class Counting implements KeyedProcess<long[]> {
    @Override
    public void process(Row row, Context<long[]> context) {
      long[] count = context.state() == null ? new long[1] : context.state();
      count[0]++;
      context.update(count);
      if (context.isLate()) {
        emit("late", context, row.longValue("ts"), count[0]);
        return;
      }
      if (row.isNull("ts")) {
        emit("no time", context, context.watermarkMs(), count[0]);
        return;
      }
      long next = Math.floorDiv(row.longValue("ts"), 50L) * 50 + 50;
      context.registerEventTimeTimer(next);
      if (row.longValue("n") % 5 == 0) {
        context.deleteEventTimeTimer(next);
        emit("deleted", context, next, count[0]);
      }
    }

    @Override
    public void onTimer(long timeMs, TimeDomain domain, Context<long[]> context) {
      assertThat(domain).isEqualTo(TimeDomain.EVENT_TIME);
      assertThat(context.watermarkMs()).isGreaterThanOrEqualTo(timeMs);
      long count = context.state() == null ? 0 : context.state()[0];
      emit("timer", context, timeMs, count);
      emit("again", context, timeMs, count);
      if (count % 2 == 1) {
        context.clear();
      } else if (timeMs % 200 == 0) {
        context.registerEventTimeTimer(timeMs + 30);
      }
    }

    private static void emit(String what, Context<long[]> context, long at, long count) {
      RowBuilder out = context.out().set("what", what).set("at", at).set("count", count);
      out.set(1, context.key(), 0).emit();
    }
  }

  /** The same as maps, fed with the rows in the order in which they were read. */
  private static final class Reference {
    private final Map<Object, Long> counts = new HashMap<>();
    private final Map<Object, Long> numbers = new HashMap<>();
    private final TreeMap<List<Long>, Object> timers =
        new TreeMap<>(
            (a, b) ->
                a.get(0).equals(b.get(0))
                    ? Long.compare(a.get(1), b.get(1))
                    : Long.compare(a.get(0), b.get(0)));
    private final List<List<Object>> out = new ArrayList<>();
    private long next;
    private long watermark = Long.MIN_VALUE;

    void row(List<Object> row) {
      Object key = row.get(1);
      long number = numbers.computeIfAbsent(key, k -> next++);
      long count = counts.merge(key, 1L, Long::sum);
      Long time = (Long) row.get(0);
      if (time == null) {
        out.add(StreamRows.row("no time", key, watermark, count));
      } else if (time < watermark) {
        out.add(StreamRows.row("late", key, time, count));
      } else {
        long timer = Math.floorDiv(time, 50L) * 50 + 50;
        timers.put(List.of(timer, number), key);
        if ((Long) row.get(4) % 5 == 0) {
          timers.remove(List.of(timer, number));
          out.add(StreamRows.row("deleted", key, timer, count));
        }
      }
    }

    void fire(long newWatermark, long last) {
      watermark = newWatermark;
      while (!timers.isEmpty() && timers.firstKey().get(0) <= watermark) {
        long time = timers.firstKey().get(0);
        long number = timers.firstKey().get(1);
        Object key = timers.pollFirstEntry().getValue();
        long count = counts.getOrDefault(key, 0L);
        out.add(StreamRows.row("timer", key, time, count));
        out.add(StreamRows.row("again", key, time, count));
        if (count % 2 == 1) {
          counts.remove(key);
        } else if (time % 200 == 0 && time + 30 <= last) {
          timers.put(List.of(time + 30, number), key);
        }
        if (!counts.containsKey(key) && !timers.containsValue(key)) {
          numbers.remove(key);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1,1", "7,1", "1024,1", "1,3", "7,2", "1024,3"})
  void statesAndTimersAreThoseOfTheReference(int batch, int partitions) throws IOException {
    long disorder = 15;
    for (int seed = 0; seed < 15; seed++) {
      log.clear();
      Random random = new Random(seed);
      List<List<Object[]>> rows = StreamRows.random(random, 3000, partitions, 30, 25);
      rows.get(0).get(2)[0] = null;
      WatchedSource source = new WatchedSource("rows", StreamRows.SCHEMA, rows, log, random);
      RowStream stream =
          RowStream.from(source)
              .keyBy("k")
              .withEventTime(EventTime.of("ts", Duration.ofMillis(disorder)))
              .process(OUT, new Counting());
      List<List<Object>> found = StreamRows.all(stream, batch);
      Reference reference = new Reference();
      long[] latest = new long[partitions];
      Arrays.fill(latest, Long.MIN_VALUE);
      int[] left = rows.stream().mapToInt(List::size).toArray();
      boolean all = true;
      for (WatchedSource.Read read : log) {
        reference.row(read.values());
        Long time = (Long) read.values().get(0);
        if (time != null) {
          latest[read.partition()] = Math.max(latest[read.partition()], time);
          long smallest = Arrays.stream(latest).min().orElseThrow();
          long watermark = WindowMath.watermarkMs(smallest, disorder);
          reference.fire(Math.max(reference.watermark, watermark), Long.MAX_VALUE);
        }
        if (--left[read.partition()] == 0 && partitions > 1) {
          all = false; // from here on it matters when the end of the partition is seen
          break;
        }
      }
      if (all) {
        long last = reference.timers.isEmpty() ? Long.MIN_VALUE : reference.timers.lastKey().get(0);
        reference.fire(Long.MAX_VALUE, last);
        assertThat(found).as("seed %s", seed).isEqualTo(reference.out);
      }
      assertThat(found.subList(0, reference.out.size())).isEqualTo(reference.out);
      assertThat(reference.out).hasSizeGreaterThan(100);
      assertThat(stream.counters().rowsWithoutTime()).isEqualTo(1);
      assertThat(stream.counters().rowsIn()).isEqualTo(3000);
      assertThat(stream.counters().rowsOut()).isEqualTo(found.size());
      if (partitions == 1) {
        long late = found.stream().filter(row -> row.get(0).equals("late")).count();
        assertThat(stream.counters().rowsLate()).isEqualTo(late).isPositive();
      }
    }
  }

  /** One partition that has no more than a test lets it have. */
  private static final class Tap {
    private final List<Object[]> rows = new ArrayList<>();
    private int allowed;
    private boolean end;

    Source source() {
      RowsSource all = new RowsSource(StreamRows.SCHEMA, List.of(rows));
      return new Source() {
        @Override
        public String name() {
          return "tap";
        }

        @Override
        public Schema schema() {
          return StreamRows.SCHEMA;
        }

        @Override
        public List<Partition> partitions(int wanted) {
          return all.partitions(1).stream().map(p -> tapped(p)).toList();
        }
      };
    }

    private Source.Partition tapped(Source.Partition partition) {
      return new Source.Partition() {
        @Override
        public String name() {
          return "tap";
        }

        @Override
        public Source.Reader open(Schema columns, byte[] position) throws IOException {
          Source.Reader reader = partition.open(columns, position);
          RowBatch one = new RowBatch(columns, 1);
          return new Source.Reader() {
            @Override
            public int poll(RowBatch target) throws IOException {
              target.reset();
              if (allowed == 0) {
                return end ? END : 0;
              }
              allowed--;
              int came = reader.poll(one);
              for (int c = 0; c < columns.size(); c++) {
                target.column(c).copy(one.column(c), 1);
              }
              target.setSize(came);
              return came;
            }

            @Override
            public byte[] position() {
              return reader.position();
            }

            @Override
            public Source.Progress progress() {
              return reader.progress();
            }

            @Override
            public void close() throws IOException {
              reader.close();
            }
          };
        }
      };
    }

    /** Lets one more row come. */
    void give(long time, long key) {
      rows.add(new Object[] {time, key, "a", 0.0, (long) rows.size()});
      allowed++;
    }
  }

  private static String poll(Source.Reader reader, RowBatch batch) throws IOException {
    int count = reader.poll(batch);
    StringBuilder text = new StringBuilder();
    for (List<Object> row : StreamRows.rows(batch, Math.max(0, count))) {
      text.append(row.get(0)).append(' ').append(row.get(1)).append(' ').append(row.get(2));
      text.append("; ");
    }
    return count == Source.Reader.END ? "end" : text.toString();
  }

  @Test
  void timersOfProcessingTimeFireByTheClock() throws IOException {
    ManualClock clock = new ManualClock();
    long start = clock.millis();
    KeyedProcess<Long> alarm =
        new KeyedProcess<>() {
          @Override
          public void process(Row row, Context<Long> context) {
            context.registerProcessingTimeTimer(context.processingTimeMs() + row.longValue("ts"));
            context.registerProcessingTimeTimer(start + 1_000_000);
            context.deleteProcessingTimeTimer(start + 1_000_000);
          }

          @Override
          public void onTimer(long timeMs, TimeDomain domain, Context<Long> context) {
            context.out().set("what", domain.name()).set("k", context.key().longValue(0));
            context.out().set("at", timeMs - start).emit();
            if (context.key().longValue("k") == 7) {
              context.registerProcessingTimeTimer(timeMs + 10); // for ever
            }
            assertThatThrownBy(() -> context.registerProcessingTimeTimer(timeMs))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be later than the one that fires");
            assertThatThrownBy(() -> context.registerEventTimeTimer(timeMs))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("withEventTime");
          }
        };
    Tap tap = new Tap();
    RowStream stream = RowStream.from(tap.source(), clock).keyBy("k").process(OUT, alarm);
    RowBatch batch = new RowBatch(OUT, 4);
    try (Source.Reader reader = stream.partitions(1).get(0).open(OUT, null)) {
      tap.give(20, 1);
      tap.give(10, 2);
      assertThat(poll(reader, batch)).isEmpty();
      assertThat(stream.counters().timers()).isEqualTo(2);
      clock.pass(9 * MS);
      assertThat(poll(reader, batch)).isEmpty();
      clock.pass(MS);
      assertThat(poll(reader, batch)).isEqualTo("PROCESSING_TIME 2 10; ");
      clock.pass(100 * MS);
      assertThat(poll(reader, batch)).isEqualTo("PROCESSING_TIME 1 20; ");
      assertThat(poll(reader, batch)).isEmpty();
      assertThat(stream.counters().timers()).isZero();
      tap.give(5, 7);
      assertThat(poll(reader, batch)).isEmpty();
      clock.pass(60 * MS); // at 115, 125, 135, 145, 155, 165: more than fit the batch
      assertThat(poll(reader, batch))
          .isEqualTo(
              "PROCESSING_TIME 7 115; PROCESSING_TIME 7 125; PROCESSING_TIME 7 135;"
                  + " PROCESSING_TIME 7 145; ");
      assertThat(poll(reader, batch)).isEqualTo("PROCESSING_TIME 7 155; PROCESSING_TIME 7 165; ");
      tap.end = true;
      assertThat(poll(reader, batch)).as("timers that are left do not fire").isEqualTo("end");
    }
  }

  @Test
  void statesDieWhenTheirTimeToLiveIsOver() throws IOException {
    ManualClock clock = new ManualClock();
    Tap tap = new Tap();
    KeyedProcess<String> remembering =
        (row, context) -> {
          context.out().set("what", context.state()).set("k", row.longValue("k")).emit();
          if (row.longValue("ts") > 0) {
            context.update("row " + row.longValue("n"));
          }
        };
    RowStream stream =
        RowStream.from(tap.source(), clock)
            .keyBy("k")
            .withTimeToLive(Duration.ofMillis(100))
            .process(OUT, remembering);
    RowBatch batch = new RowBatch(OUT, 4);
    try (Source.Reader reader = stream.partitions(1).get(0).open(OUT, null)) {
      tap.give(1, 1);
      assertThat(poll(reader, batch)).isEqualTo("null 1 null; ");
      tap.give(1, 2);
      assertThat(poll(reader, batch)).isEqualTo("null 2 null; ");
      clock.pass(60 * MS);
      tap.give(1, 1); // lives on
      assertThat(poll(reader, batch)).isEqualTo("row 0 1 null; ");
      tap.give(0, 2); // is looked at, but not updated
      assertThat(poll(reader, batch)).isEqualTo("row 1 2 null; ");
      assertThat(stream.counters().stateEntries()).isEqualTo(2);
      clock.pass(40 * MS);
      assertThat(poll(reader, batch)).isEmpty();
      assertThat(stream.counters().stateEntries()).isEqualTo(1);
      tap.give(0, 2);
      assertThat(poll(reader, batch)).isEqualTo("null 2 null; ");
      tap.give(0, 1);
      assertThat(poll(reader, batch)).isEqualTo("row 2 1 null; ");
      clock.pass(60 * MS);
      tap.give(0, 1);
      assertThat(poll(reader, batch)).isEqualTo("null 1 null; ");
      assertThat(stream.counters().stateEntries()).isZero();
    }
  }

  @Test
  void idlePartitionsAreNotWaitedFor() throws IOException {
    ManualClock clock = new ManualClock();
    Tap silent = new Tap();
    Tap speaking = new Tap();
    EventTime time =
        new EventTime(
            Optional.of("ts"),
            Optional.of(Duration.ZERO),
            Duration.ZERO,
            Optional.of(Duration.ofMillis(50)));
    RowStream stream =
        RowStream.from(silent.source(), clock)
            .union(speaking.source())
            .keyBy("k")
            .withEventTime(time)
            .process(OUT, new Counting());
    RowBatch batch = new RowBatch(OUT, 8);
    try (Source.Reader reader = stream.partitions(1).get(0).open(OUT, null)) {
      speaking.give(1, 1);
      assertThat(poll(reader, batch)).isEqualTo("deleted 1 50; ");
      speaking.give(60, 1);
      assertThat(poll(reader, batch)).isEmpty();
      assertThat(stream.counters().timers()).isEqualTo(1);
      speaking.give(500, 1);
      poll(reader, batch);
      assertThat(poll(reader, batch)).isEmpty();
      clock.pass(49 * MS);
      assertThat(poll(reader, batch)).isEmpty();
      speaking.give(600, 1);
      clock.pass(MS);
      assertThat(poll(reader, batch))
          .isEqualTo("timer 1 100; again 1 100; timer 1 550; again 1 550; ");
      silent.end = true;
      speaking.end = true;
      assertThat(poll(reader, batch)).startsWith("timer 1 650; ");
      assertThat(poll(reader, batch)).isEqualTo("end");
    }
  }

  @Test
  void aTimerThatRegistersTheNextOneEndsWithTheInput() throws IOException {
    List<Object[]> rows = new ArrayList<>();
    rows.add(new Object[] {0L, 1L, "a", 0.0, 1L});
    rows.add(new Object[] {35L, 2L, "a", 0.0, 2L});
    KeyedProcess<Long> ticking =
        new KeyedProcess<>() {
          @Override
          public void process(Row row, Context<Long> context) {
            context.registerEventTimeTimer(row.longValue("ts") + 10);
          }

          @Override
          public void onTimer(long timeMs, TimeDomain domain, Context<Long> context) {
            context.out().set("at", timeMs).set(1, context.key(), 0).emit();
            context.registerEventTimeTimer(timeMs + 10);
          }
        };
    RowStream stream =
        RowStream.from(new RowsSource(StreamRows.SCHEMA, List.of(rows)))
            .keyBy("k")
            .withEventTime(EventTime.of("ts", Duration.ofMillis(100)))
            .process(OUT, ticking);
    assertThat(StreamRows.all(stream.select("k", "at"), 2))
        .containsExactly(
            List.of(1L, 10L),
            List.of(1L, 20L),
            List.of(1L, 30L),
            List.of(1L, 40L),
            List.of(2L, 45L));
  }

  @Test
  void keysWithoutStateOrTimersTakeNoMemory() throws IOException {
    List<Object[]> rows = new ArrayList<>();
    for (long n = 0; n < 200_000; n++) {
      rows.add(new Object[] {n, n, "a", 0.0, n});
    }
    KeyedProcess<Long> forgetful =
        new KeyedProcess<>() {
          @Override
          public void process(Row row, Context<Long> context) {
            context.update(1L);
            context.registerEventTimeTimer(row.longValue("ts") + 50);
          }

          @Override
          public void onTimer(long timeMs, TimeDomain domain, Context<Long> context) {
            context.clear();
          }
        };
    RowStream stream =
        RowStream.from(new RowsSource(StreamRows.SCHEMA, List.of(rows)))
            .keyBy("k")
            .withEventTime(EventTime.of("ts", Duration.ZERO))
            .process(OUT, forgetful);
    RowBatch batch = new RowBatch(OUT, 256);
    long most = 0;
    long bytes = 0;
    try (Source.Reader reader = stream.partitions(1).get(0).open(OUT, null)) {
      while (reader.poll(batch) != Source.Reader.END) {
        most = Math.max(most, stream.counters().stateEntries());
        bytes = Math.max(bytes, stream.counters().stateBytes());
      }
    }
    assertThat(most).isLessThanOrEqualTo(51);
    assertThat(bytes).isLessThan(200_000);
  }
}
