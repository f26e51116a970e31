package dev.inkling.engine.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.function.Supplier;

/**
 * Puts overlapping windows together from panes at a cost per pane and key that does not depend on
 * how many windows hold the pane: about three merges.
 */
final class SlidingStates {

  /*
   * Implementation note. Two stacks (the folklore queue of two stacks; Tangwongsan, Hirzel, Schneider,
   * General incremental sliding-window aggregation, VLDB 2015, doi:10.14778/2752939.2752940), for all
   * keys at once. The front has, for the panes before frontEnd, the union of each pane with all later
   * ones of the front: a window that starts in the front takes it from the one entry of each key that
   * is first in the window. The back is the union of the panes from frontEnd on. When no pane of the
   * front is left, the panes of the window become the new front.
   *
   * A key has entries in the front only for panes that it occurs in, so that rare keys cost little. An
   * entry's states may be those of the pane itself: they are only read.
   */

  private final Supplier<GroupState> empty;
  private final int threads;

  private GroupState frontKeys;
  private final List<Entry> front = new ArrayList<>();
  private long frontEnd;
  private GroupState back;
  private long backEnd;
  private boolean valid;

  /** What a key has seen from one pane to the end of the front. */
  private static final class Entry {
    final long pane;
    final Entry next;
    Object[] states;

    Entry(long pane, Entry next, Object[] states) {
      this.pane = pane;
      this.next = next;
      this.states = states;
    }
  }

  /**
   * No panes yet.
   *
   * @param empty makes states of nothing
   * @param threads how many threads may merge
   */
  SlidingStates(Supplier<GroupState> empty, int threads) {
    this.empty = empty;
    this.threads = threads;
  }

  /** Says that a pane got more rows. */
  void changed(long pane) {
    if (valid && pane < backEnd) {
      valid = false;
    }
  }

  /**
   * The state of a window, only to be read, and only until the next call.
   *
   * @param kept the panes there are, by id
   * @param first the first pane of the window, not before that of the call before
   * @param end the pane after its last
   */
  GroupState window(NavigableMap<Long, Pane> kept, long first, long end) {
    if (!valid || first >= frontEnd) {
      turn(kept.subMap(first, true, end, false), end);
    } else if (end > backEnd) {
      kept.subMap(backEnd, true, end, false).values().forEach(p -> back.addAll(p.state, threads));
      backEnd = end;
    }
    return join(first);
  }

  private void turn(NavigableMap<Long, Pane> panes, long end) {
    frontKeys = empty.get();
    front.clear();
    for (var each : panes.descendingMap().entrySet()) {
      push(each.getKey(), each.getValue().state);
    }
    frontEnd = end;
    back = empty.get();
    backEnd = end;
    valid = true;
  }

  private void push(long pane, GroupState state) {
    int[] keys = new int[state.size()];
    for (int group = 0; group < keys.length; group++) {
      int key = frontKeys.groups().find(state.groups(), group);
      if (key == front.size()) {
        front.add(null);
      }
      keys[group] = key;
      front.set(key, new Entry(pane, front.get(key), state.states(group)));
    }
    Parallel.run(
        threads,
        keys.length,
        (first, last) -> {
          for (int group = first; group < last; group++) {
            Entry entry = front.get(keys[group]);
            if (entry.next != null) {
              entry.states = state.union(entry.states, entry.next.states);
            }
          }
        });
  }

  private GroupState join(long first) {
    GroupState window = empty.get();
    for (int key = 0; key < front.size(); key++) {
      Entry entry = front.get(key);
      while (entry != null && entry.pane < first) {
        entry = entry.next;
      }
      front.set(key, entry);
      if (entry != null) {
        window.put(window.groups().find(frontKeys.groups(), key), entry.states);
      }
    }
    int inFront = window.size();
    int[] groups = new int[back.size()];
    for (int b = 0; b < groups.length; b++) {
      groups[b] = window.groups().find(back.groups(), b);
      if (groups[b] >= inFront) {
        window.put(groups[b], back.states(b));
      }
    }
    Parallel.run(
        threads,
        groups.length,
        (from, to) -> {
          for (int b = from; b < to; b++) {
            if (groups[b] < inFront) {
              window.put(groups[b], window.union(window.states(groups[b]), back.states(b)));
            }
          }
        });
    return window;
  }

  /** About how many bytes of heap it occupies, beside the panes. */
  long heapBytes() {
    if (!valid) {
      return 0;
    }
    long bytes = frontKeys.heapBytes() + back.heapBytes();
    for (Entry head : front) {
      for (Entry entry = head; entry != null; entry = entry.next) {
        bytes += 32 + (entry.next == null ? 0 : frontKeys.heapBytes(entry.states));
      }
    }
    return bytes;
  }
}
