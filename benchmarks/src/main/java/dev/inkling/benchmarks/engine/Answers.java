package dev.inkling.benchmarks.engine;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What an engine answered: for each window and key two numbers more. Safe for use by many threads
 * while it is written.
 */
public final class Answers {

  private int size;
  private long lastNanos;
  private long[] ends = new long[1024];
  private long[] keys = new long[1024];
  private double[] first = new double[1024];
  private double[] second = new double[1024];

  /**
   * Takes an answer.
   *
   * @param endMs the end of its window
   * @param key its key
   * @param a the number of events; the median for {@link Workload#Q4}
   * @param b the number of distinct users; the 99th percentile for {@link Workload#Q4}; anything
   *     for {@link Workload#Q3}
   */
  public synchronized void add(long endMs, long key, double a, double b) {
    if (size == ends.length) {
      ends = Arrays.copyOf(ends, 2 * size);
      keys = Arrays.copyOf(keys, 2 * size);
      first = Arrays.copyOf(first, 2 * size);
      second = Arrays.copyOf(second, 2 * size);
    }
    ends[size] = endMs;
    keys[size] = key;
    first[size] = a;
    second[size] = b;
    size++;
    lastNanos = System.nanoTime();
  }

  /** How many answers there are. */
  public int size() {
    return size;
  }

  /** When the last answer came. */
  synchronized long lastNanos() {
    return lastNanos;
  }

  /** The end of an answer's window. */
  public long endMs(int index) {
    return ends[index];
  }

  /** The key of an answer. */
  public long key(int index) {
    return keys[index];
  }

  /** The first number of an answer; see {@link #add}. */
  public double a(int index) {
    return first[index];
  }

  /** The second number of an answer; see {@link #add}. */
  public double b(int index) {
    return second[index];
  }

  /** Writes all answers to a file, which {@link #read} reads. */
  public void write(Path file) throws IOException {
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16))) {
      out.writeInt(size);
      for (int i = 0; i < size; i++) {
        out.writeLong(ends[i]);
        out.writeLong(keys[i]);
        out.writeDouble(first[i]);
        out.writeDouble(second[i]);
      }
    }
  }

  /** Reads what {@link #write} wrote. */
  public static Answers read(Path file) throws IOException {
    Answers answers = new Answers();
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
      int size = in.readInt();
      for (int i = 0; i < size; i++) {
        answers.add(in.readLong(), in.readLong(), in.readDouble(), in.readDouble());
      }
    }
    return answers;
  }
}
