package dev.inkling.engine.stream;

import dev.inkling.engine.RowBatch;
import dev.inkling.engine.stream.KeyedProcess.TimeDomain;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import dev.inkling.operator.WindowMath;
import java.util.Arrays;

/**
 * The states and timers of all keys. Keys without either are forgotten when they are as many as the
 * others.
 */
final class KeyCells<S> {

  private static final int FIRST_SWEEP = 1024;

  private final KeyIndex index;
  private final long timeToLiveMs;
  private final RowBatch keyRow;
  private final Timers<S> eventTimers = new Timers<>();
  private final Timers<S> processingTimers = new Timers<>();
  private final Timers<S> expiring = new Timers<>();
  private KeyCell<S>[] cells = newCells(16);
  private long numbers;
  private int needed;
  private int states;

  /**
   * No keys yet.
   *
   * @param timeToLiveMs for how long a state is kept after it was updated; {@link Long#MAX_VALUE}:
   *     for ever
   */
  KeyCells(Schema keys, long timeToLiveMs, int capacity) {
    this.index =
        new KeyIndex(
            keys.columns().stream().map(column -> column.type()).toArray(Type[]::new), capacity);
    this.timeToLiveMs = timeToLiveMs;
    this.keyRow = new RowBatch(keys, 1);
    keyRow.setSize(1);
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // arrays know no type parameters
  private static <S> KeyCell<S>[] newCells(int length) {
    return new KeyCell[length];
  }

  /** The keys of a batch's rows, as {@link #cell} takes them; valid until the next call. */
  int[] keys(RowBatch batch, int[] columns) {
    sweep();
    int[] keys = index.find(batch, columns);
    if (index.size() > cells.length) {
      cells = Arrays.copyOf(cells, Math.max(index.size(), 2 * cells.length));
    }
    return keys;
  }

  private void sweep() {
    if (index.size() < FIRST_SWEEP || index.size() < 2 * needed) {
      return;
    }
    int[] renumbered = index.keep(key -> cells[key] != null);
    KeyCell<S>[] fresh = newCells(Math.max(16, index.size()));
    for (int key = 0; key < renumbered.length; key++) {
      if (renumbered[key] >= 0) {
        fresh[renumbered[key]] = cells[key];
        cells[key].key = renumbered[key];
      }
    }
    cells = fresh;
  }

  /** The cell of a key; {@link #release} it when done. */
  KeyCell<S> cell(int key) {
    KeyCell<S> cell = cells[key];
    if (cell == null) {
      cell = new KeyCell<>(numbers++, key);
      cells[key] = cell;
      needed++;
    }
    return cell;
  }

  /** Forgets a cell if nothing is in it. */
  void release(KeyCell<S> cell) {
    if (!cell.isNeeded() && cells[cell.key] == cell) {
      cells[cell.key] = null;
      needed--;
    }
  }

  /** Writes a key into a batch of one row. */
  RowBatch key(KeyCell<S> cell) {
    keyRow.reset();
    for (int k = 0; k < keyRow.schema().size(); k++) {
      index.table().writeKey(cell.key, k, keyRow.column(k), 0);
    }
    keyRow.setSize(1);
    return keyRow;
  }

  S state(KeyCell<S> cell, long nowMs) {
    if (cell.state != null && cell.expiresMs <= nowMs) {
      clear(cell);
    }
    return cell.state;
  }

  void update(KeyCell<S> cell, S state, long nowMs) {
    states += cell.state == null ? 1 : 0;
    cell.state = state;
    if (timeToLiveMs != Long.MAX_VALUE) {
      cell.expiresMs = WindowMath.add(nowMs, timeToLiveMs);
      if (!cell.queued) {
        cell.queued = true;
        expiring.add(cell.expiresMs, cell);
      }
    }
  }

  void clear(KeyCell<S> cell) {
    states -= cell.state == null ? 0 : 1;
    cell.state = null;
  }

  /** Forgets the states whose time to live is over. */
  void expire(long nowMs) {
    Timers.Timer<S> due;
    while ((due = expiring.takeDue(nowMs)) != null) {
      KeyCell<S> cell = due.cell();
      cell.queued = false;
      if (cell.state != null && cell.expiresMs > nowMs) { // was updated since
        cell.queued = true;
        expiring.add(cell.expiresMs, cell);
        continue;
      }
      clear(cell);
      release(cell);
    }
  }

  void register(TimeDomain domain, long timeMs, KeyCell<S> cell) {
    cell.timers += timers(domain).add(timeMs, cell) ? 1 : 0;
  }

  void delete(TimeDomain domain, long timeMs, KeyCell<S> cell) {
    cell.timers -= timers(domain).remove(timeMs, cell) ? 1 : 0;
  }

  /** Takes the next timer that is due; null if there is none. */
  Timers.Timer<S> takeDue(TimeDomain domain, long timeMs) {
    Timers.Timer<S> due = timers(domain).takeDue(timeMs);
    if (due != null) {
      due.cell().timers--;
    }
    return due;
  }

  Timers<S> timers(TimeDomain domain) {
    return domain == TimeDomain.EVENT_TIME ? eventTimers : processingTimers;
  }

  /** How many keys have a state. */
  int states() {
    return states;
  }

  long heapBytes() {
    return index.heapBytes() + 4L * cells.length + 48L * needed;
  }
}
