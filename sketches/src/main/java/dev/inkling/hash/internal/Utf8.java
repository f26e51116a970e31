package dev.inkling.hash.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Encodes texts into bytes that are there already, as {@code String.getBytes(UTF_8)} does. */
public final class Utf8 {

  /** Room for the texts that are hashed in one go; a longer one is hashed piece by piece. */
  public static final int SCRATCH_BYTES = 4_096;

  private static final ThreadLocal<Utf8> SCRATCH = ThreadLocal.withInitial(Utf8::new);

  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** The bits that four ASCII chars side by side do not have. */
  public static final long NOT_ASCII = 0xFF80_FF80_FF80_FF80L;

  private final byte[] bytes = new byte[SCRATCH_BYTES];

  private Utf8() {}

  /** The calling thread's scratch; its content is undefined, the next caller overwrites it. */
  public static Utf8 scratch() {
    return SCRATCH.get();
  }

  /** What {@link #ascii} and {@link #encode} write to. */
  public byte[] bytes() {
    return bytes;
  }

  /** As {@link #ascii(CharSequence, int, byte[])} into the scratch; false for what is too long. */
  public boolean ascii(CharSequence text, int length) {
    return length <= SCRATCH_BYTES && ascii(text, length, bytes);
  }

  /** As {@link #encode(CharSequence, int, byte[], int)} into the scratch. */
  public long encode(CharSequence text, int at, int from) {
    return encode(text, at, bytes, from);
  }

  /**
   * Writes the low bytes of the chars of a text, and says whether all of them are ASCII, so that
   * these bytes are their encoding. Eight at a time: reading a long of bytes that were just written
   * one by one would wait for all of them to reach the cache.
   *
   * @param length that of the text, at most that of the target
   */
  public static boolean ascii(CharSequence text, int length, byte[] target) {
    return text instanceof String string
        ? ascii(string, length, target)
        : asciiOf(text, length, target);
  }

  private static boolean ascii(String text, int length, byte[] target) {
    if (length < 8) {
      int or = 0;
      for (int i = 0; i < length; i++) {
        char c = text.charAt(i);
        target[i] = (byte) c;
        or |= c;
      }
      return or < 0x80;
    }
    long or = 0;
    for (int i = 0; i < length - 8; i += 8) {
      or |= eight(text, i, target);
    }
    return ((or | eight(text, length - 8, target)) & NOT_ASCII) == 0;
  }

  /** Writes the low bytes of eight chars and returns the bits that are set in any of them. */
  private static long eight(String text, int i, byte[] target) {
    long even = four(text, i);
    long odd = four(text, i + 1);
    EIGHT.set(target, i, even | odd << 8);
    return even | odd;
  }

  /** Eight chars of ASCII as a little-endian long. */
  public static long word(String text, int i) {
    return four(text, i) | four(text, i + 1) << 8;
  }

  /** The chars i, i + 2, i + 4 and i + 6, 16 bits apart. */
  public static long four(String text, int i) {
    return text.charAt(i)
        | (long) text.charAt(i + 2) << 16
        | (long) text.charAt(i + 4) << 32
        | (long) text.charAt(i + 6) << 48;
  }

  private static boolean asciiOf(CharSequence text, int length, byte[] target) {
    int or = 0;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      target[i] = (byte) c;
      or |= c;
    }
    return or < 0x80;
  }

  /**
   * Encodes chars from {@code at} on until the text ends or fewer than four bytes are left, into
   * the target from {@code from} on. An unpaired surrogate becomes '?'.
   *
   * @return the index of the next char in the upper 32 bits, that of the next byte in the lower
   */
  public static long encode(CharSequence text, int at, byte[] target, int from) {
    int length = text.length();
    int last = target.length - 4;
    int to = from;
    int i = at;
    while (i < length && to <= last) {
      char c = text.charAt(i++);
      if (c < 0x80) {
        target[to++] = (byte) c;
      } else if (c < 0x800) {
        target[to++] = (byte) (0xC0 | (c >>> 6));
        target[to++] = (byte) (0x80 | (c & 0x3F));
      } else if (!Character.isSurrogate(c)) {
        target[to++] = (byte) (0xE0 | (c >>> 12));
        target[to++] = (byte) (0x80 | ((c >>> 6) & 0x3F));
        target[to++] = (byte) (0x80 | (c & 0x3F));
      } else if (Character.isHighSurrogate(c)
          && i < length
          && Character.isLowSurrogate(text.charAt(i))) {
        int point = Character.toCodePoint(c, text.charAt(i++));
        target[to++] = (byte) (0xF0 | (point >>> 18));
        target[to++] = (byte) (0x80 | ((point >>> 12) & 0x3F));
        target[to++] = (byte) (0x80 | ((point >>> 6) & 0x3F));
        target[to++] = (byte) (0x80 | (point & 0x3F));
      } else {
        target[to++] = '?';
      }
    }
    return ((long) i << 32) | to;
  }
}
