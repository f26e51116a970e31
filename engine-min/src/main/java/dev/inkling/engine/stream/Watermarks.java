package dev.inkling.engine.stream;

import dev.inkling.engine.Clock;
import dev.inkling.operator.Query.EventTime;
import dev.inkling.operator.WindowMath;
import java.time.Duration;
import java.util.Arrays;

/**
 * The watermark of a source that is read row by row: the smallest over its partitions of the latest
 * time less the disorder. Partitions that have ended or are idle are left out; if all are idle, it
 * is that of the one that is ahead. Never goes back.
 */
final class Watermarks {

  private final long disorderMs;
  private final long idleNanos;
  private final Clock clock;
  private final long[] latest;
  private final long[] spoke;
  private final boolean[] ended;
  private int current = -1;

  /** The smallest of the others' latest times. */
  private long others;

  private long watermark = WindowMath.NO_WATERMARK_MS;

  Watermarks(EventTime time, int partitions, Clock clock) {
    this.disorderMs = time.disorder().orElseThrow().toMillis();
    this.idleNanos = time.idle().map(Duration::toNanos).orElse(Long.MAX_VALUE);
    this.clock = clock;
    this.latest = new long[partitions];
    this.spoke = new long[partitions];
    this.ended = new boolean[partitions];
    Arrays.fill(latest, Long.MIN_VALUE);
    Arrays.fill(spoke, clock.nanos());
  }

  /** No row older than this is to come. */
  long watermark() {
    return watermark;
  }

  /** The latest time of a partition; {@link Long#MIN_VALUE} if it has none. */
  long latest(int partition) {
    return latest[partition];
  }

  /** Whether no row at all is to come. */
  boolean hasEnded() {
    for (boolean each : ended) {
      if (!each) {
        return false;
      }
    }
    return true;
  }

  /** Says that the rows observed from now on are of this partition. */
  void startBatch(int partition) {
    current = partition;
    long nanos = now();
    spoke[partition] = nanos;
    long smallest = Long.MAX_VALUE;
    for (int p = 0; p < latest.length; p++) {
      if (p != partition && isWaitedFor(p, nanos)) {
        smallest = Math.min(smallest, latest[p]);
      }
    }
    others = smallest;
  }

  private boolean isWaitedFor(int partition, long nanos) {
    return !ended[partition]
        && (idleNanos == Long.MAX_VALUE || nanos - spoke[partition] < idleNanos);
  }

  private long now() {
    return idleNanos == Long.MAX_VALUE ? 0 : clock.nanos();
  }

  /** Takes note of a row's time. */
  void observe(long timeMs) {
    if (timeMs > latest[current]) {
      latest[current] = timeMs;
      rise(Math.min(others, timeMs));
    }
  }

  private void rise(long time) {
    watermark = Math.max(watermark, WindowMath.watermarkMs(time, disorderMs));
  }

  /** Says that a partition has ended. */
  void end(int partition) {
    ended[partition] = true;
    refresh();
  }

  /** Looks which partitions are waited for now. */
  void refresh() {
    long nanos = now();
    long smallest = Long.MAX_VALUE;
    long largest = Long.MIN_VALUE;
    boolean any = false;
    for (int p = 0; p < latest.length; p++) {
      if (isWaitedFor(p, nanos)) {
        any = true;
        smallest = Math.min(smallest, latest[p]);
      } else if (!ended[p]) {
        largest = Math.max(largest, latest[p]);
      }
    }
    if (any) {
      rise(smallest);
    } else if (hasEnded()) {
      watermark = WindowMath.END_WATERMARK_MS;
    } else {
      rise(largest); // as if the one that is ahead had become idle last
    }
  }
}
