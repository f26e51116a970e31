package dev.inkling.engine.stream;

import dev.inkling.engine.BadRowException;
import dev.inkling.engine.Clock;
import dev.inkling.engine.RowBatch;
import dev.inkling.engine.Source;
import dev.inkling.operator.Query.EventTime;
import dev.inkling.operator.Schema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads partitions in turn, a batch of each, on one thread: one partition, all of a source, or all
 * of two sources, the sides of a join.
 */
final class InTurn implements AutoCloseable {

  /* implementation note
   *
   * Rows of a partition that is ahead of the others in event time only wait: for the watermark, or
   * for partners of the other side of a join. So a partition passes its turn as long as one further
   * behind has rows, but not for ever: a wrong time far in the future must not stop it.
   */

  /** How many turns a partition passes at most, one after the other. */
  static final int MOST_PASSED = 63;

  private final List<Input> inputs = new ArrayList<>();

  /** One per side; null where there is no event time. */
  private final Watermarks[] watermarks;

  private int next;
  private int running;
  private Input current;
  private boolean anyPassed;
  private boolean dry;
  private boolean waited;

  /** A partition being read. */
  private static final class Input {
    final Source.Reader reader;
    final int side;

    /** The how-manieth of its side. */
    final int partition;

    boolean ended;

    /** Whether it had nothing when it was read last. */
    boolean dry;

    int passed;

    Input(Source.Reader reader, int side, int partition) {
      this.reader = reader;
      this.side = side;
      this.partition = partition;
    }
  }

  /**
   * A source of which all partitions are read.
   *
   * @param columns which of its columns
   */
  record Side(Source source, Schema columns, Optional<EventTime> time) {}

  private InTurn(int sides) {
    this.watermarks = new Watermarks[sides];
  }

  /** One partition alone. */
  static InTurn of(Source.Partition partition, Schema columns, byte[] position) throws IOException {
    InTurn inTurn = new InTurn(1);
    inTurn.add(partition.open(columns, position), 0, 0);
    return inTurn;
  }

  /** All partitions of all sides, from the beginning. */
  static InTurn of(List<Side> sides, Clock clock) throws IOException {
    InTurn inTurn = new InTurn(sides.size());
    try {
      for (int s = 0; s < sides.size(); s++) {
        Side side = sides.get(s);
        List<Source.Partition> partitions = side.source().partitions(1);
        for (int p = 0; p < partitions.size(); p++) {
          inTurn.add(partitions.get(p).open(side.columns(), null), s, p);
        }
        if (side.time().isPresent()) {
          inTurn.watermarks[s] = new Watermarks(side.time().get(), partitions.size(), clock);
          inTurn.watermarks[s].refresh();
        }
      }
    } catch (IOException | RuntimeException e) {
      inTurn.close();
      throw e;
    }
    return inTurn;
  }

  private void add(Source.Reader reader, int side, int partition) {
    inputs.add(new Input(reader, side, partition));
    running++;
  }

  /**
   * Reads the next batch of the next partition that has one.
   *
   * @param batches one per side; the batch of {@link #side} is filled
   */
  int poll(RowBatch... batches) throws IOException {
    waited = false;
    dry = true;
    anyPassed = false;
    int rows = round(slowest(), batches);
    if (rows == 0 && anyPassed) {
      rows = round(Long.MAX_VALUE, batches); // they passed in favour of one that has no rows now
    }
    if (rows > 0) {
      return rows;
    }
    for (Watermarks marks : watermarks) {
      if (marks != null) {
        marks.refresh();
      }
    }
    return running == 0 ? Source.Reader.END : 0;
  }

  /** The latest time of the partition that is furthest behind, of those that have rows. */
  private long slowest() {
    long slowest = Long.MAX_VALUE;
    if (running > 1) {
      for (Input input : inputs) {
        if (!input.ended && !input.dry) {
          slowest = Math.min(slowest, latest(input));
        }
      }
    }
    return slowest;
  }

  private long latest(Input input) {
    Watermarks marks = watermarks[input.side];
    return marks == null ? Long.MIN_VALUE : marks.latest(input.partition);
  }

  /** Gives every partition that is not ahead of a time its turn, until one has rows. */
  private int round(long slowest, RowBatch[] batches) throws IOException {
    for (int tried = 0; tried < inputs.size(); tried++) {
      Input input = inputs.get(next);
      next = next + 1 == inputs.size() ? 0 : next + 1;
      if (input.ended || passes(input, slowest)) {
        continue;
      }
      int rows = input.reader.poll(batches[input.side]);
      waited |= input.reader.hadToWait();
      Watermarks marks = watermarks[input.side];
      input.dry = rows == 0;
      if (rows == Source.Reader.END) {
        input.ended = true;
        running--;
        if (marks != null) {
          marks.end(input.partition);
        }
      } else if (rows > 0) {
        current = input;
        if (marks != null) {
          marks.startBatch(input.partition);
        }
        return rows;
      } else {
        dry &= input.reader.isDry();
      }
    }
    return 0;
  }

  private boolean passes(Input input, long slowest) {
    boolean passes = input.passed < MOST_PASSED && latest(input) > slowest;
    input.passed = passes ? input.passed + 1 : 0;
    anyPassed |= passes;
    return passes;
  }

  /** Of which side the last batch is. */
  int side() {
    return current.side;
  }

  /** The watermark of a side with an event time. */
  Watermarks watermarks(int side) {
    return watermarks[side];
  }

  /** Whether all partitions have ended. */
  boolean hasEnded() {
    return running == 0;
  }

  boolean isDry() {
    return dry;
  }

  boolean hadToWait() {
    return waited;
  }

  /** The position of the only partition. */
  byte[] position() {
    return inputs.get(0).reader.position();
  }

  /** The sum over the partitions. */
  Source.Progress progress() {
    long bytes = 0;
    long bad = 0;
    BadRowException first = null;
    for (Input input : inputs) {
      Source.Progress progress = input.reader.progress();
      bytes += progress.bytesRead();
      bad += progress.rowsBad();
      first = first == null ? progress.firstBad() : first;
    }
    return new Source.Progress(bytes, bad, first);
  }

  @Override
  public void close() throws IOException {
    IOException failure = null;
    for (Input input : inputs) {
      try {
        input.reader.close();
      } catch (IOException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
