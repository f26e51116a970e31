package dev.inkling.engine.internal;

import dev.inkling.operator.Emission;
import dev.inkling.operator.Panes;
import dev.inkling.operator.Query.EventTime;
import dev.inkling.operator.WindowMath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** The panes of windows that may still be answered, and the windows made of them. */
final class PaneState extends WindowState {

  private final Panes panes;
  private final long latenessMs;
  private final boolean tracked;
  private final NavigableMap<Long, Pane> kept = new TreeMap<>();
  private final SlidingStates sliding;

  /** How often windows were answered; only those that may be answered again. */
  private final Map<Long, Long> revisions = new HashMap<>();

  /** The watermark when windows were last answered. */
  private long answeredTo = WindowMath.NO_WATERMARK_MS;

  PaneState(CompiledQuery query, int threads) {
    super(query, threads);
    this.panes = query.panes();
    this.latenessMs = query().eventTime().map(EventTime::lateness).orElseThrow().toMillis();
    this.tracked = query().mayRevise();
    this.sliding = new SlidingStates(this::empty, threads);
  }

  /** Some groups of a worker. */
  private static final class Groups {
    int[] numbers = new int[16];
    int count;

    void add(int number) {
      if (count == numbers.length) {
        numbers = Arrays.copyOf(numbers, 2 * count);
      }
      numbers[count++] = number;
    }

    int[] toArray() {
      return Arrays.copyOf(numbers, count);
    }
  }

  @Override
  void add(GroupState worker) {
    NavigableMap<Long, Groups> byPane = new TreeMap<>();
    long last = 0;
    Groups groups = null;
    for (int group = 0; group < worker.size(); group++) {
      long pane = worker.groups().pane(group);
      if (groups == null || pane != last) {
        groups = byPane.computeIfAbsent(pane, p -> new Groups());
        last = pane;
      }
      groups.add(group);
    }
    byPane.forEach(
        (id, added) -> {
          Pane pane = kept.computeIfAbsent(id, p -> new Pane(empty(), tracked));
          pane.state.mergeFrom(worker, added.toArray(), threads(), pane.amended);
          if (tracked) {
            pane.updated.or(pane.amended);
          }
          sliding.changed(id);
        });
  }

  @Override
  void answer(Moment moment, AnswerWriter out) throws IOException {
    if (mode() == Emission.Mode.COMPLETE) {
      if (moment.early() || moment.ended()) {
        answerEvery(out);
      }
      return;
    }
    long firstOpen = firstOpen(moment.watermark(), moment.ended());
    if (tracked) {
      answerAmended(out);
    }
    answerOver(firstOpen, out);
    if (moment.early()) {
      answerEarly(firstOpen, out);
    }
    answeredTo = Math.max(answeredTo, moment.watermark());
    if (tracked) {
      kept.values().forEach(pane -> pane.amended.clear());
    }
    forget(firstOpen(WindowMath.subtract(moment.watermark(), latenessMs), moment.ended()));
  }

  /** The first window that is not over; {@link Long#MIN_VALUE} if none is over. */
  private long firstOpen(long watermark, boolean ended) {
    if (ended) {
      return Long.MAX_VALUE;
    }
    return watermark == WindowMath.NO_WATERMARK_MS
        ? Long.MIN_VALUE
        : panes.firstWindow(panes.paneOf(watermark));
  }

  /** Answers the windows that have come to be over. */
  private void answerOver(long firstOpen, AnswerWriter out) throws IOException {
    if (kept.isEmpty() || firstOpen == Long.MIN_VALUE) {
      return;
    }
    boolean all = mode() == Emission.Mode.APPEND;
    long window = Math.max(panes.firstWindow(kept.firstKey()), firstOpen(answeredTo, false));
    while (window < firstOpen && !out.satisfied()) {
      if (panesOf(window).isEmpty()) {
        Long next = kept.ceilingKey(panes.windowEnd(window));
        if (next == null) {
          return;
        }
        window = Math.max(panes.firstWindow(next), panes.windowAfter(window));
        continue;
      }
      if (all) {
        GroupState state = state(window);
        write(out, window, state, state.allGroups());
      } else {
        answerChanged(window, pane -> pane.updated, out);
      }
      long next = panes.windowAfter(window);
      if (next <= window) {
        return; // the end of time
      }
      window = next;
    }
  }

  /** Answers again what late rows of this epoch have changed in windows that were over before. */
  private void answerAmended(AnswerWriter out) throws IOException {
    long firstOpen = firstOpen(answeredTo, false);
    for (long window : windowsOf(pane -> pane.amended)) {
      if (window < firstOpen) {
        answerChanged(window, pane -> pane.amended, out);
      }
    }
  }

  /** Answers what has changed in windows that are not over. */
  private void answerEarly(long firstOpen, AnswerWriter out) throws IOException {
    for (long window : windowsOf(pane -> pane.updated)) {
      if (window >= firstOpen) {
        answerChanged(window, pane -> pane.updated, out);
      }
    }
    kept.values().forEach(pane -> pane.updated.clear());
  }

  private void answerEvery(AnswerWriter out) throws IOException {
    SlidingStates fresh = new SlidingStates(this::empty, threads());
    for (long window : windowsOf(null)) {
      NavigableMap<Long, Pane> own = panesOf(window);
      GroupState state =
          own.size() == 1
              ? own.firstEntry().getValue().state
              : fresh.window(kept, panes.firstPane(window), panes.windowEnd(window));
      write(out, window, state, state.allGroups());
    }
  }

  /** The windows that hold a pane in which groups have changed, or any pane if null. */
  private NavigableSet<Long> windowsOf(Function<Pane, BitSet> changed) {
    NavigableSet<Long> windows = new TreeSet<>();
    kept.forEach(
        (id, pane) -> {
          if (changed != null && changed.apply(pane).isEmpty()) {
            return;
          }
          long last = panes.lastWindow(id);
          long window = panes.firstWindow(id);
          while (window < last) {
            windows.add(window);
            window = panes.windowAfter(window);
          }
          windows.add(last);
        });
    return windows;
  }

  private NavigableMap<Long, Pane> panesOf(long window) {
    long end = panes.windowEnd(window);
    return kept.subMap(panes.firstPane(window), true, end, end == Long.MAX_VALUE);
  }

  private GroupState state(long window) {
    NavigableMap<Long, Pane> own = panesOf(window);
    return own.size() == 1
        ? own.firstEntry().getValue().state
        : sliding.window(kept, panes.firstPane(window), panes.windowEnd(window));
  }

  /** Answers those groups of a window that have changed in one of its panes. */
  private void answerChanged(long window, Function<Pane, BitSet> changed, AnswerWriter out)
      throws IOException {
    List<Pane> own = new ArrayList<>(panesOf(window).values());
    if (own.size() == 1) {
      Pane pane = own.get(0);
      int[] groups = changed.apply(pane).stream().toArray();
      if (groups.length > 0) {
        write(out, window, pane.state, groups);
      }
      return;
    }
    GroupState state = empty();
    for (Pane pane : own) {
      changed.apply(pane).stream().forEach(g -> state.groups().find(pane.state.groups(), g));
    }
    for (int group = 0; group < state.size(); group++) {
      state.put(group, union(state, group, own));
    }
    if (state.size() > 0) {
      write(out, window, state, state.allGroups());
    }
  }

  /** What a group has seen in some panes, in at least one; only to be read. */
  private static Object[] union(GroupState keys, int group, List<Pane> own) {
    Object[] union = null;
    boolean shared = true;
    for (Pane pane : own) {
      int there = pane.state.groups().indexOf(keys.groups(), group);
      if (there < 0) {
        continue;
      }
      Object[] states = pane.state.states(there);
      if (union == null) {
        union = states;
      } else if (shared) {
        union = keys.union(union, states);
        shared = false;
      } else {
        union = keys.merge(union, states);
      }
    }
    return union;
  }

  private void write(AnswerWriter out, long window, GroupState state, int[] groups)
      throws IOException {
    long revision = tracked ? revisions.merge(window, 1L, Long::sum) - 1 : 0;
    write(
        out, state, groups, WindowBounds.of(panes.startMs(window), panes.endMs(window)), revision);
  }

  /** Forgets the panes of which no window will be answered again. */
  private void forget(long firstKept) {
    while (!kept.isEmpty() && panes.lastWindow(kept.firstKey()) < firstKept) {
      kept.pollFirstEntry();
    }
    if (!revisions.isEmpty()) {
      revisions.keySet().removeIf(window -> window < firstKept);
    }
  }

  @Override
  long heapBytes() {
    long bytes = sliding.heapBytes();
    for (Pane pane : kept.values()) {
      bytes += pane.state.heapBytes();
    }
    return bytes;
  }
}
