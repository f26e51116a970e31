package dev.inkling.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkling.operator.Aggregators;
import dev.inkling.operator.Column;
import dev.inkling.operator.Query;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import dev.inkling.operator.Window;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Partitions that say nothing, for a while or for ever. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class SilentPartitionTest {

  private static final Schema TIMES = Schema.of(new Column("ts", Type.TIMESTAMP));

  private final ManualClock clock = new ManualClock();
  private final Spoken talker = new Spoken();
  private final Spoken silent = new Spoken();
  private final Counting sink = new Counting();

  /** A partition that has what a test says, when it says it. */
  private static final class Spoken implements Source.Partition {
    final ConcurrentLinkedQueue<Long> times = new ConcurrentLinkedQueue<>();
    volatile boolean ended;

    void say(long... all) {
      for (long time : all) {
        times.add(time);
      }
    }

    @Override
    public String name() {
      return "spoken";
    }

    @Override
    public Source.Reader open(Schema columns, byte[] position) {
      return new Source.Reader() {
        @Override
        public int poll(RowBatch target) {
          target.reset();
          boolean last = ended;
          int size = 0;
          for (Long time = times.poll(); time != null; time = times.poll()) {
            target.column(0).longs()[size++] = time;
            if (size == target.capacity()) {
              break;
            }
          }
          target.setSize(size);
          return size == 0 && last ? END : size;
        }

        @Override
        public byte[] position() {
          return new byte[0];
        }

        @Override
        public Source.Progress progress() {
          return new Source.Progress(0, 0, null);
        }

        @Override
        public void close() {}
      };
    }
  }

  private record Speakers(List<Partition> all) implements Source {
    @Override
    public String name() {
      return "speakers";
    }

    @Override
    public Schema schema() {
      return TIMES;
    }

    @Override
    public List<Partition> partitions(int wanted) {
      return all;
    }
  }

  /** Keeps answers and counts epochs. */
  private static final class Counting implements Sink {
    final ConcurrentLinkedQueue<String> answers = new ConcurrentLinkedQueue<>();
    final AtomicInteger epochs = new AtomicInteger();

    @Override
    public String name() {
      return "counting";
    }

    @Override
    public Writer open(Schema columns, boolean[] approximate) {
      return new Writer() {
        @Override
        public void write(Answer answer) {
          answers.add(answer.longValue("window_start") + ":" + answer.longValue("n"));
        }

        @Override
        public void flush() {
          epochs.incrementAndGet();
        }

        @Override
        public void close() {}
      };
    }
  }

  private Query query() {
    return Query.from(new Speakers(List.of(talker, silent)))
        .eventTime("ts", Duration.ofMillis(5))
        .window(Window.tumbling(Duration.ofMillis(10)))
        .aggregate("n", Aggregators.count())
        .to(sink);
  }

  private Engine engine(int threads) {
    return Engine.start(
        Engine.Options.defaults()
            .withThreads(threads)
            .withEpoch(Duration.ofMillis(100))
            .withClock(clock));
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  /** Lets epochs go by, two of which begin after what was said before is read. */
  private void passEpochs(Job job, long rows) throws InterruptedException {
    await(() -> job.progress().rowsRead() == rows);
    for (int i = 0; i < 3; i++) {
      int before = sink.epochs.get();
      clock.pass(Duration.ofMillis(100).toNanos());
      await(() -> sink.epochs.get() > before);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void withoutAnIdleTimeEveryPartitionIsWaitedFor(int threads) throws Exception {
    try (Engine engine = engine(threads);
        Job job = engine.submit(query())) {
      talker.say(1, 2, 13, 47);
      passEpochs(job, 4);
      clock.pass(Duration.ofDays(1).toNanos());
      passEpochs(job, 4);
      assertThat(sink.answers).isEmpty();
      // its first row counts, however late it comes
      silent.say(3, 31);
      passEpochs(job, 6);
      assertThat(sink.answers).containsExactly("0:3", "10:1");
      talker.ended = true;
      silent.ended = true;
      job.awaitEnd();
      assertThat(sink.answers).containsExactly("0:3", "10:1", "30:1", "40:1");
      assertThat(job.progress().rowsLate()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aPartitionThatIsIdleIsNotWaitedFor(int threads) throws Exception {
    try (Engine engine = engine(threads);
        Job job = engine.submit(query().idleAfter(Duration.ofSeconds(10)))) {
      talker.say(1, 2, 13, 47);
      passEpochs(job, 4);
      assertThat(sink.answers).isEmpty();
      clock.pass(Duration.ofSeconds(9).toNanos());
      talker.say(48);
      passEpochs(job, 5);
      assertThat(sink.answers).isEmpty();
      // ten seconds after the start the one that never spoke is idle, the other one is not
      clock.pass(Duration.ofSeconds(1).toNanos());
      passEpochs(job, 5);
      assertThat(sink.answers).containsExactly("0:2", "10:1");
      // when it speaks, it is waited for again; what was answered stays
      silent.say(14, 41);
      talker.say(99);
      passEpochs(job, 8);
      assertThat(job.progress().rowsLate()).isEqualTo(1);
      assertThat(sink.answers).containsExactly("0:2", "10:1");
      silent.ended = true;
      passEpochs(job, 8);
      assertThat(sink.answers).containsExactly("0:2", "10:1", "40:3");
      talker.ended = true;
      job.awaitEnd();
      assertThat(sink.answers).containsExactly("0:2", "10:1", "40:3", "90:1");
    }
  }

  @Test
  void whenAllAreIdleTheOneAheadDecides() throws Exception {
    try (Engine engine = engine(1);
        Job job = engine.submit(query().idleAfter(Duration.ofSeconds(1)))) {
      talker.say(47);
      silent.say(3);
      passEpochs(job, 2);
      assertThat(sink.answers).isEmpty();
      clock.pass(Duration.ofDays(1).toNanos());
      passEpochs(job, 2);
      // as if it had become idle last; the row of the slower one is in its window
      assertThat(sink.answers).containsExactly("0:1");
      talker.ended = true;
      silent.ended = true;
      job.awaitEnd();
      assertThat(sink.answers).containsExactly("0:1", "40:1");
    }
  }
}
