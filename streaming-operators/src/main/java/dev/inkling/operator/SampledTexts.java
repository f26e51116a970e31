package dev.inkling.operator;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Texts numbered 0, 1, 2 … as they come in, their bytes one behind the other. */
final class SampledTexts {

  private byte[] bytes = new byte[32];

  /** Where each text ends; it starts where the one before it ends. */
  private int[] ends = new int[4];

  private int size;

  int size() {
    return size;
  }

  /** Adds a text and says its number. */
  int add(byte[] source, int start, int length) {
    room(length);
    System.arraycopy(source, start, bytes, used(), length);
    return end(length);
  }

  /** Adds a text of others and says its number here. */
  int add(SampledTexts other, int text) {
    return add(other.bytes, other.start(text), other.length(text));
  }

  int length(int text) {
    return ends[text] - start(text);
  }

  String text(int text) {
    return new String(bytes, start(text), length(text), StandardCharsets.UTF_8);
  }

  void write(int text, ByteBuffer target) {
    StateBytes.putInt(target, length(text));
    target.put(bytes, start(text), length(text));
  }

  /** Adds a text that {@link #write} wrote. */
  void read(ByteBuffer source) {
    StateBytes.need(source, Integer.BYTES, "sample");
    int length = StateBytes.getInt(source);
    StateBytes.check(length >= 0, "sample", "has texts of at least 0 bytes", length);
    StateBytes.need(source, length, "sample");
    room(length);
    source.get(bytes, used(), length);
    end(length);
  }

  long heapBytes() {
    return Heap.object(3 * 4) + Heap.array(bytes.length, 1) + Heap.array(ends.length, 4);
  }

  private int used() {
    return size == 0 ? 0 : ends[size - 1];
  }

  private int start(int text) {
    return text == 0 ? 0 : ends[text - 1];
  }

  private int end(int length) {
    int end = used() + length;
    if (size == ends.length) {
      ends = Arrays.copyOf(ends, 2 * size);
    }
    ends[size] = end;
    return size++;
  }

  private void room(int length) {
    long needed = (long) used() + length;
    if (needed > Integer.MAX_VALUE - 8) {
      throw new IllegalStateException("sampled texts need more than 2 GB; sample fewer");
    }
    if (needed > bytes.length) {
      bytes =
          Arrays.copyOf(
              bytes, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(needed, 2L * bytes.length)));
    }
  }
}
