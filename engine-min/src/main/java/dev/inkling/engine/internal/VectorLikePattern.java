package dev.inkling.engine.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A pattern of LIKE. Matching costs O(text · pattern) at worst, and one pass over the text for
 * patterns without an underscore whose parts do not start alike.
 */
final class VectorLikePattern {

  /*
   * implementation note
   *
   * The pattern is cut at its percent signs into segments. The first must match where the text
   * starts, unless there is a percent sign before it, and the last where it ends; each of the others
   * matches at the first place it can, which leaves most to those behind it, so that nothing is ever
   * tried again. A segment is UTF-8 with ANY for an underscore; ANY is no byte of UTF-8.
   */

  private static final byte ANY = (byte) 0xFF;

  private final byte[][] segments;
  private final boolean hasPercent;
  private final boolean startsOpen;
  private final boolean endsOpen;

  private VectorLikePattern(
      byte[][] segments, boolean hasPercent, boolean startsOpen, boolean endsOpen) {
    this.segments = segments;
    this.hasPercent = hasPercent;
    this.startsOpen = startsOpen;
    this.endsOpen = endsOpen;
  }

  /**
   * Compiles a pattern.
   *
   * @param escape the code point that makes the one after it an ordinary one; −1 for none
   * @throws IllegalArgumentException if the escape stands before anything but %, _ or itself
   */
  static VectorLikePattern create(String pattern, int escape) {
    List<byte[]> segments = new ArrayList<>();
    ByteArrayOutputStream segment = new ByteArrayOutputStream();
    boolean hasPercent = false;
    boolean startsOpen = false;
    boolean endsOpen = false;
    int[] points = pattern.codePoints().toArray();
    for (int i = 0; i < points.length; i++) {
      int point = points[i];
      endsOpen = false;
      if (point == escape) {
        i++;
        if (i == points.length || (points[i] != '%' && points[i] != '_' && points[i] != escape)) {
          throw new IllegalArgumentException(
              "in a LIKE pattern the escape must stand before %, _ or itself, got '"
                  + pattern
                  + "'");
        }
        segment.writeBytes(Character.toString(points[i]).getBytes(UTF_8));
      } else if (point == '%') {
        hasPercent = true;
        startsOpen |= i == 0;
        endsOpen = true;
        if (segment.size() > 0) {
          segments.add(segment.toByteArray());
          segment.reset();
        }
      } else if (point == '_') {
        segment.write(ANY);
      } else {
        segment.writeBytes(Character.toString(point).getBytes(UTF_8));
      }
    }
    if (segment.size() > 0) {
      segments.add(segment.toByteArray());
    }
    return new VectorLikePattern(segments.toArray(byte[][]::new), hasPercent, startsOpen, endsOpen);
  }

  /** Whether the pattern is a text that must be found as it is: whole, or at the places said. */
  boolean isPlain() {
    return segments.length <= 1 && (segments.length == 0 || !hasAny(segments[0]));
  }

  /** Whether the pattern starts with a percent sign. */
  boolean startsOpen() {
    return startsOpen;
  }

  /** Whether the pattern ends with a percent sign. */
  boolean endsOpen() {
    return endsOpen;
  }

  /** The text of a plain pattern, without its percent signs. */
  byte[] plainText() {
    return segments.length == 0 ? new byte[0] : segments[0];
  }

  /** Whether {@code bytes[from, to)} matches. */
  boolean matches(byte[] bytes, int from, int to) {
    int count = segments.length;
    if (count == 0) {
      return hasPercent || from == to;
    }
    int position = from;
    int first = 0;
    if (!startsOpen) {
      position = matchAt(segments[0], bytes, from, to);
      first = 1;
      if (position < 0 || count == 1) {
        return endsOpen ? position >= 0 : position == to;
      }
    }
    int middleEnd = endsOpen ? count : count - 1;
    for (int k = first; k < middleEnd; k++) {
      position = find(segments[k], bytes, position, to);
      if (position < 0) {
        return false;
      }
    }
    return endsOpen || endsWith(segments[count - 1], bytes, position, to);
  }

  /** Where the segment ends if it matches at {@code from}; −1 if it does not. */
  private static int matchAt(byte[] segment, byte[] bytes, int from, int to) {
    int at = from;
    for (byte wanted : segment) {
      if (at >= to) {
        return -1;
      }
      if (wanted == ANY) {
        at = VectorUtf8.next(bytes, at, to);
      } else if (bytes[at++] != wanted) {
        return -1;
      }
    }
    return at;
  }

  /** Where the first match of the segment at or after {@code from} ends; −1 if there is none. */
  private static int find(byte[] segment, byte[] bytes, int from, int to) {
    byte first = segment[0];
    for (int at = from; at < to; at++) {
      boolean mayStart = first == ANY ? !VectorUtf8.isContinuation(bytes[at]) : bytes[at] == first;
      if (mayStart) {
        int end = matchAt(segment, bytes, at, to);
        if (end >= 0) {
          return end;
        }
      }
    }
    return -1;
  }

  /** Whether the segment matches at the end of {@code bytes[from, to)}. */
  private static boolean endsWith(byte[] segment, byte[] bytes, int from, int to) {
    int at = to;
    for (byte wanted : segment) {
      // back by a code point for each in the segment
      if (!VectorUtf8.isContinuation(wanted)) {
        do {
          at--;
        } while (at > from && VectorUtf8.isContinuation(bytes[at]));
        if (at < from) {
          return false;
        }
      }
    }
    return matchAt(segment, bytes, at, to) == to;
  }

  private static boolean hasAny(byte[] segment) {
    for (byte b : segment) {
      if (b == ANY) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return Arrays.deepToString(segments);
  }
}
