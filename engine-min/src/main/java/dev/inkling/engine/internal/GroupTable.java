package dev.inkling.engine.internal;

import dev.inkling.engine.ColumnVector;
import dev.inkling.operator.Type;
import java.util.Arrays;

/**
 * Numbers the groups: equal (pane, key columns) get the same number, 0, 1, 2 … in the order in
 * which they first appear. Nulls are equal to each other, and so are all NaNs, and −0.0 and 0.0.
 */
public final class GroupTable {

  /** The largest number of key columns: their nulls are the bits of one long. */
  static final int MAX_KEYS = 63;

  /** Spreads panes over the table; the golden ratio. */
  private static final long PANE_FACTOR = 0x9E3779B97F4A7C15L;

  /*
   * Implementation note. An open-addressed table of group numbers + 1 over the 64-bit hash of the
   * keys mixed with the pane, at most half full, linear probing. The hash only finds candidates; a
   * group is the same one only if hash, pane, nulls and every key are equal. What a group is stands
   * in columns indexed by its number, texts in one arena, so that merging and answering read it in
   * order. The hash kept is that of the keys alone: a group is found again in a table without panes.
   */

  private final Type[] keyTypes;
  private final boolean windowed;
  private int size;
  private int[] table = new int[32];
  private long[] hashes = new long[16];
  private long[] panes;

  /** Which keys are null, as bits; null as long as none is. */
  private long[] nullMasks;

  private final long[][] longKeys;
  private final int[][] textStarts;
  private final int[][] textLengths;
  private byte[] arena = {};
  private int arenaUsed;

  /** An empty table over key columns of these types. */
  public GroupTable(Type[] keyTypes, boolean windowed) {
    if (keyTypes.length > MAX_KEYS) {
      throw new IllegalArgumentException(
          "at most " + MAX_KEYS + " key columns can be grouped by, got " + keyTypes.length);
    }
    this.keyTypes = keyTypes.clone();
    this.windowed = windowed;
    this.panes = windowed ? new long[16] : null;
    this.longKeys = new long[keyTypes.length][];
    this.textStarts = new int[keyTypes.length][];
    this.textLengths = new int[keyTypes.length][];
    for (int k = 0; k < keyTypes.length; k++) {
      if (keyTypes[k] == Type.VARCHAR) {
        textStarts[k] = new int[16];
        textLengths[k] = new int[16];
      } else {
        longKeys[k] = new long[16];
      }
    }
  }

  /** How many groups there are. */
  public int size() {
    return size;
  }

  /** The bytes of heap that it occupies, but for headers. */
  public long heapBytes() {
    long perGroup = Long.BYTES * (1L + (windowed ? 1 : 0) + (nullMasks == null ? 0 : 1));
    return 4L * table.length + hashes.length * (perGroup + 8L * keyTypes.length) + arena.length;
  }

  /** The pane of a group; only if windowed. */
  long pane(int group) {
    return panes[group];
  }

  /** Adds a group's key number {@code key} to a column of an answer. */
  public void writeKey(int group, int key, ColumnVector target, int row) {
    if ((nullMask(group) & 1L << key) != 0) {
      target.setNull(row);
    } else if (keyTypes[key] == Type.VARCHAR) {
      int start = textStarts[key][group];
      target.setBytes(row, arena, start, start + textLengths[key][group]);
    } else if (keyTypes[key] == Type.DOUBLE) {
      target.doubles()[row] = Double.longBitsToDouble(longKeys[key][group]);
    } else {
      target.longs()[row] = longKeys[key][group];
    }
  }

  /**
   * Finds or makes the groups of a batch's rows.
   *
   * @param keys the key columns
   * @param rowHashes the hash of each row's keys
   * @param rowPanes the pane of each row; null if not windowed
   * @param rows how many rows
   * @param groups is written: the group of each row
   */
  public void find(ColumnVector[] keys, long[] rowHashes, long[] rowPanes, int rows, int[] groups) {
    boolean anyNull = false;
    for (ColumnVector key : keys) {
      anyNull |= key.anyNull();
    }
    if (keys.length == 1 && !anyNull && nullMasks == null) {
      if (keyTypes[0] == Type.VARCHAR) {
        findTexts(keys, rowHashes, rowPanes, rows, groups);
        return;
      } else if (keyTypes[0].isLong()) {
        findLongs(keys, rowHashes, rowPanes, rows, groups);
        return;
      }
    }
    for (int row = 0; row < rows; row++) {
      long pane = windowed ? rowPanes[row] : 0;
      long hash = rowHashes[row];
      long nulls = anyNull ? nullMask(keys, row) : 0;
      int slot = slot(hash, pane);
      int group;
      while ((group = table[slot] - 1) >= 0) {
        if (hashes[group] == hash
            && nullMask(group) == nulls
            && (!windowed || panes[group] == pane)
            && sameKeys(group, keys, row, nulls)) {
          break;
        }
        slot = (slot + 1) & (table.length - 1);
      }
      groups[row] = group >= 0 ? group : insert(keys, row, hash, pane, nulls, slot);
    }
  }

  /**
   * Finds the groups of a batch's rows without making any; only without panes. May be called by
   * several threads while nobody adds groups.
   *
   * @param groups is written: the group of each row, −1 if there is none
   */
  public void lookUp(ColumnVector[] keys, long[] rowHashes, int rows, int[] groups) {
    for (int row = 0; row < rows; row++) {
      long hash = rowHashes[row];
      long nulls = nullMask(keys, row);
      int slot = slot(hash, 0);
      int group;
      while ((group = table[slot] - 1) >= 0) {
        if (hashes[group] == hash
            && nullMask(group) == nulls
            && sameKeys(group, keys, row, nulls)) {
          break;
        }
        slot = (slot + 1) & (table.length - 1);
      }
      groups[row] = group;
    }
  }

  /** The same for the commonest case: one text without nulls. */
  private void findTexts(
      ColumnVector[] keys, long[] rowHashes, long[] rowPanes, int rows, int[] groups) {
    ColumnVector key = keys[0];
    byte[] bytes = key.bytes();
    int[] starts = key.starts();
    int[] lengths = key.lengths();
    for (int row = 0; row < rows; row++) {
      long hash = rowHashes[row];
      long pane = windowed ? rowPanes[row] : 0;
      int slot = slot(hash, pane);
      int group;
      while ((group = table[slot] - 1) >= 0) {
        if (hashes[group] == hash && (!windowed || panes[group] == pane)) {
          int length = lengths[row];
          int start = textStarts[0][group];
          if (textLengths[0][group] == length
              && Arrays.equals(
                  arena, start, start + length, bytes, starts[row], starts[row] + length)) {
            break;
          }
        }
        slot = (slot + 1) & (table.length - 1);
      }
      groups[row] = group >= 0 ? group : insert(keys, row, hash, pane, 0, slot);
    }
  }

  /** Whether a key of any group is null. */
  boolean hasNulls() {
    return nullMasks != null;
  }

  /** The first key of each group; only if it is a number. */
  long[] longKeys() {
    return longKeys[0];
  }

  /** The pane of each group; only if windowed. */
  long[] panes() {
    return panes;
  }

  /** Finds or makes the group of a pane, 0 if not windowed, and of the only key, an integer. */
  int findLong(long value, long pane) {
    long hash = ColumnHash.hash(value);
    int slot = slot(hash, pane);
    int group;
    while ((group = table[slot] - 1) >= 0) {
      if (longKeys[0][group] == value
          && (!windowed || panes[group] == pane)
          && nullMask(group) == 0) {
        return group;
      }
      slot = (slot + 1) & (table.length - 1);
    }
    group = append(hash, pane, 0, slot);
    longKeys[0][group] = value;
    return group;
  }

  /** The same for one integer without nulls: the key itself tells groups apart. */
  private void findLongs(
      ColumnVector[] keys, long[] rowHashes, long[] rowPanes, int rows, int[] groups) {
    long[] values = keys[0].longs();
    int row = 0;
    while (row < rows) {
      row = findLongs(values, rowHashes, rowPanes, row, rows, groups);
      if (row < rows) {
        long pane = windowed ? rowPanes[row] : 0;
        int slot = slot(rowHashes[row], pane);
        while (table[slot] != 0) {
          slot = (slot + 1) & (table.length - 1);
        }
        groups[row] = insert(keys, row, rowHashes[row], pane, 0, slot);
        row++;
      }
    }
  }

  /** Finds the groups of rows up to the first that has none yet, and says which row that is. */
  private int findLongs(
      long[] values, long[] rowHashes, long[] rowPanes, int from, int to, int[] rowGroups) {
    int[] slots = table;
    long[] known = longKeys[0];
    long[] knownPanes = windowed ? panes : known;
    int mask = slots.length - 1;
    for (int row = from; row < to; row++) {
      long value = values[row];
      long pane = windowed ? rowPanes[row] : 0;
      int slot = slot(rowHashes[row], pane) & mask;
      int group;
      do {
        group = slots[slot] - 1;
        if (group < 0) {
          return row;
        }
        slot = (slot + 1) & mask;
      } while (known[group] != value || (windowed && knownPanes[group] != pane));
      rowGroups[row] = group;
    }
    return to;
  }

  /** Finds or makes the group of a pane, or the only one if not windowed; without key columns. */
  int findPane(long pane) {
    int slot = slot(0, pane);
    int group;
    while ((group = table[slot] - 1) >= 0) {
      if (!windowed || panes[group] == pane) {
        return group;
      }
      slot = (slot + 1) & (table.length - 1);
    }
    return append(0, pane, 0, slot);
  }

  /**
   * Finds or makes the group that has the keys of group {@code otherGroup} of another table of the
   * same keys, and its pane if this one has panes.
   */
  public int find(GroupTable other, int otherGroup) {
    long hash = other.hashes[otherGroup];
    long pane = windowed ? other.panes[otherGroup] : 0;
    int slot = slot(hash, pane);
    int group;
    while ((group = table[slot] - 1) >= 0) {
      if (hashes[group] == hash && sameGroup(group, other, otherGroup)) {
        return group;
      }
      slot = (slot + 1) & (table.length - 1);
    }
    return copy(other, otherGroup, hash, pane, slot);
  }

  /**
   * Adds a group with the keys of a group of another table even if there is one already; to write
   * the keys of several windows, not to find groups by them.
   */
  int addAgain(GroupTable other, int otherGroup) {
    long hash = other.hashes[otherGroup];
    int slot = slot(hash, 0);
    while (table[slot] != 0) {
      slot = (slot + 1) & (table.length - 1);
    }
    return copy(other, otherGroup, hash, 0, slot);
  }

  private int copy(GroupTable other, int otherGroup, long hash, long pane, int slot) {
    int added = append(hash, pane, other.nullMask(otherGroup), slot);
    for (int k = 0; k < keyTypes.length; k++) {
      if (keyTypes[k] == Type.VARCHAR) {
        putText(
            k,
            added,
            other.arena,
            other.textStarts[k][otherGroup],
            other.textLengths[k][otherGroup]);
      } else {
        longKeys[k][added] = other.longKeys[k][otherGroup];
      }
    }
    return added;
  }

  /** The number of the group with those keys, −1 if there is none; only without panes. */
  int indexOf(GroupTable other, int otherGroup) {
    long hash = other.hashes[otherGroup];
    int slot = slot(hash, 0);
    int group;
    while ((group = table[slot] - 1) >= 0) {
      if (hashes[group] == hash && sameGroup(group, other, otherGroup)) {
        return group;
      }
      slot = (slot + 1) & (table.length - 1);
    }
    return -1;
  }

  private boolean sameGroup(int group, GroupTable other, int otherGroup) {
    if (nullMask(group) != other.nullMask(otherGroup)
        || (windowed && panes[group] != other.panes[otherGroup])) {
      return false;
    }
    for (int k = 0; k < keyTypes.length; k++) {
      if ((nullMask(group) & 1L << k) != 0) {
        continue;
      }
      if (keyTypes[k] == Type.VARCHAR) {
        int length = textLengths[k][group];
        int start = textStarts[k][group];
        int otherStart = other.textStarts[k][otherGroup];
        if (length != other.textLengths[k][otherGroup]
            || !Arrays.equals(
                arena, start, start + length, other.arena, otherStart, otherStart + length)) {
          return false;
        }
      } else if (longKeys[k][group] != other.longKeys[k][otherGroup]) {
        return false;
      }
    }
    return true;
  }

  private int slot(long hash, long pane) {
    long mixed = hash + pane * PANE_FACTOR;
    return (int) (mixed ^ mixed >>> 32) & (table.length - 1);
  }

  private long nullMask(int group) {
    return nullMasks == null ? 0 : nullMasks[group];
  }

  private static long nullMask(ColumnVector[] keys, int row) {
    long mask = 0;
    for (int k = 0; k < keys.length; k++) {
      if (keys[k].isNull(row)) {
        mask |= 1L << k;
      }
    }
    return mask;
  }

  private boolean sameKeys(int group, ColumnVector[] keys, int row, long nulls) {
    for (int k = 0; k < keys.length; k++) {
      if ((nulls & 1L << k) != 0) {
        continue;
      }
      ColumnVector key = keys[k];
      if (keyTypes[k] == Type.VARCHAR) {
        int length = key.lengths()[row];
        int start = textStarts[k][group];
        int rowStart = key.starts()[row];
        if (textLengths[k][group] != length
            || !Arrays.equals(
                arena, start, start + length, key.bytes(), rowStart, rowStart + length)) {
          return false;
        }
      } else if (longKeys[k][group] != longKey(key, k, row)) {
        return false;
      }
    }
    return true;
  }

  private long longKey(ColumnVector key, int k, int row) {
    if (keyTypes[k] == Type.DOUBLE) {
      double value = key.doubles()[row];
      return Double.doubleToLongBits(value == 0 ? 0.0 : value);
    }
    return key.longs()[row];
  }

  private int insert(ColumnVector[] keys, int row, long hash, long pane, long nulls, int slot) {
    int group = append(hash, pane, nulls, slot);
    for (int k = 0; k < keys.length; k++) {
      boolean isNull = (nulls & 1L << k) != 0;
      if (keyTypes[k] == Type.VARCHAR) {
        putText(
            k, group, keys[k].bytes(), keys[k].starts()[row], isNull ? 0 : keys[k].lengths()[row]);
      } else {
        longKeys[k][group] = isNull ? 0 : longKey(keys[k], k, row);
      }
    }
    return group;
  }

  private int append(long hash, long pane, long nulls, int slot) {
    int group = size++;
    table[slot] = size;
    if (group == hashes.length) {
      growGroups();
    }
    hashes[group] = hash;
    if (nulls != 0 && nullMasks == null) {
      nullMasks = new long[hashes.length];
    }
    if (nullMasks != null) {
      nullMasks[group] = nulls;
    }
    if (windowed) {
      panes[group] = pane;
    }
    if (size * 2 > table.length) {
      growTable();
    }
    return group;
  }

  private void putText(int k, int group, byte[] source, int start, int length) {
    if (arena.length - arenaUsed < length) {
      long wanted = Math.max(Math.max(64, 2L * arena.length), (long) arenaUsed + length);
      if ((long) arenaUsed + length > Integer.MAX_VALUE - 8) {
        throw new IllegalStateException(
            "the texts of the group keys need more than 2 GB; group by fewer or shorter keys");
      }
      arena = Arrays.copyOf(arena, (int) Math.min(wanted, Integer.MAX_VALUE - 8));
    }
    System.arraycopy(source, start, arena, arenaUsed, length);
    textStarts[k][group] = arenaUsed;
    textLengths[k][group] = length;
    arenaUsed += length;
  }

  private void growGroups() {
    int capacity = Math.multiplyExact(hashes.length, 2);
    hashes = Arrays.copyOf(hashes, capacity);
    nullMasks = nullMasks == null ? null : Arrays.copyOf(nullMasks, capacity);
    if (windowed) {
      panes = Arrays.copyOf(panes, capacity);
    }
    for (int k = 0; k < keyTypes.length; k++) {
      if (keyTypes[k] == Type.VARCHAR) {
        textStarts[k] = Arrays.copyOf(textStarts[k], capacity);
        textLengths[k] = Arrays.copyOf(textLengths[k], capacity);
      } else {
        longKeys[k] = Arrays.copyOf(longKeys[k], capacity);
      }
    }
  }

  private void growTable() {
    table = new int[Math.multiplyExact(table.length, 2)];
    for (int group = 0; group < size; group++) {
      int slot = slot(hashes[group], windowed ? panes[group] : 0);
      while (table[slot] != 0) {
        slot = (slot + 1) & (table.length - 1);
      }
      table[slot] = group + 1;
    }
  }
}
