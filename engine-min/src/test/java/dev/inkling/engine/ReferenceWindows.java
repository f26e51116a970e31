package dev.inkling.engine;

import dev.inkling.operator.Window;
import java.math.BigInteger;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The windows that hold a time, by their definition: all that may are tried. */
final class ReferenceWindows {

  private static final long DAY_MS = 86_400_000;
  private static final BigInteger MIN = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);

  private final Window window;
  private final Map<Long, List<Bounds>> known = new HashMap<>();

  ReferenceWindows(Window window) {
    this.window = window;
  }

  /** A window {@code [start, end)}; if it ends at the end of the range, the last time is in it. */
  record Bounds(long start, long end) implements Comparable<Bounds> {

    /** The one window of a query without windows. */
    static final Bounds GLOBAL = new Bounds(Long.MIN_VALUE, Long.MAX_VALUE);

    boolean holds(long time) {
      return start <= time && (time < end || end == Long.MAX_VALUE);
    }

    @Override
    public int compareTo(Bounds other) {
      int byEnd = Long.compare(end, other.end);
      return byEnd != 0 ? byEnd : Long.compare(start, other.start);
    }
  }

  /** All windows that hold a time, in their order; not for sessions. */
  List<Bounds> holding(long time) {
    return known.computeIfAbsent(time, this::find);
  }

  private List<Bounds> find(long time) {
    if (window instanceof Window.Global) {
      return List.of(Bounds.GLOBAL);
    } else if (window instanceof Window.Tumbling w) {
      return sliding(time, w.sizeMs(), w.sizeMs(), w.offsetMs(), w.zone());
    } else if (window instanceof Window.Sliding w) {
      return sliding(time, w.sizeMs(), w.slideMs(), w.offsetMs(), w.zone());
    } else if (window instanceof Window.Cumulative w) {
      List<Bounds> all = new ArrayList<>();
      for (long size = w.stepMs(); size <= w.sizeMs(); size += w.stepMs()) {
        all.addAll(sliding(time, size, w.sizeMs(), w.offsetMs(), w.zone()));
      }
      return all.stream().distinct().sorted().toList();
    }
    throw new IllegalArgumentException("the rows decide about " + window);
  }

  private static List<Bounds> sliding(long time, long size, long slide, long offset, ZoneId zone) {
    List<Bounds> all = new ArrayList<>();
    BigInteger step = BigInteger.valueOf(slide);
    boolean utc = zone.equals(ZoneOffset.UTC);
    // clocks show at most a day less or more than UTC, and may be put by as much
    BigInteger around = BigInteger.valueOf(utc ? 0 : 3 * DAY_MS);
    BigInteger latest = BigInteger.valueOf(time).add(around);
    BigInteger start = latest.subtract(latest.subtract(BigInteger.valueOf(offset)).mod(step));
    BigInteger earliest =
        BigInteger.valueOf(time).subtract(around).subtract(BigInteger.valueOf(size));
    for (BigInteger s = start; s.compareTo(earliest) > 0; s = s.subtract(step)) {
      BigInteger e = s.add(BigInteger.valueOf(size));
      Bounds bounds =
          utc
              ? new Bounds(clamped(s), clamped(e))
              : new Bounds(instant(zone, s.longValueExact()), instant(zone, e.longValueExact()));
      if (bounds.holds(time)) {
        all.add(0, bounds);
      }
    }
    return all;
  }

  private static long clamped(BigInteger value) {
    return value.max(MIN).min(MAX).longValueExact();
  }

  /** When clocks first show this; if they never do, when they skip it. */
  private static long instant(ZoneId zone, long clock) {
    LocalDateTime local =
        LocalDateTime.ofEpochSecond(
            Math.floorDiv(clock, 1000),
            (int) Math.floorMod(clock, 1000L) * 1_000_000,
            ZoneOffset.UTC);
    ZoneRules rules = zone.getRules();
    return rules.getValidOffsets(local).stream()
        .mapToLong(offset -> local.toInstant(offset).toEpochMilli())
        .min()
        .orElseGet(() -> rules.getTransition(local).getInstant().toEpochMilli());
  }
}
