package dev.inkling.operator.sampling;

import dev.inkling.operator.Codec;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * One accumulator for each stratum in which a domain has sampled rows. Strata are numbered from 0,
 * as in the {@link StratifiedDesign}.
 *
 * <p>56 bytes, 8 to 16 per stratum and the accumulators. Finding a stratum takes O(log strata), the
 * one found last O(1); only the first row of a stratum allocates.
 *
 * @param <M> the accumulator
 */
public final class Strata<M extends Accumulator<M>> implements Accumulator<Strata<M>> {

  private static final int[] NO_NUMBERS = {};
  private static final Object[] NO_ACCUMULATORS = {};
  private static final int FIRST_LENGTH = 4;

  private final Supplier<M> factory;

  /** Ascending. */
  private int[] numbers = NO_NUMBERS;

  private Object[] accumulators = NO_ACCUMULATORS;
  private int size;
  private int last;

  private Strata(Supplier<M> factory) {
    this.factory = factory;
  }

  /** No strata yet; new ones are made by {@code factory}: {@code Strata.of(Moments::create)}. */
  public static <M extends Accumulator<M>> Strata<M> of(Supplier<M> factory) {
    return new Strata<>(factory);
  }

  /** How they are stored, given how one is made and stored. */
  public static <M extends Accumulator<M>> Codec<Strata<M>> codec(
      Supplier<M> factory, Codec<M> accumulators) {
    return new StrataCodec<>(factory, accumulators);
  }

  /** The accumulator of a stratum, a new one if it has none: {@code strata.at(3).add(1.5)}. */
  public M at(int stratum) {
    if (last < size && numbers[last] == stratum) {
      return accumulator(last);
    }
    int at = Arrays.binarySearch(numbers, 0, size, stratum);
    if (at < 0) {
      if (stratum < 0) {
        throw new IllegalArgumentException("stratum must be at least 0, got " + stratum);
      }
      at = -1 - at;
      insert(at, stratum, factory.get());
    }
    last = at;
    return accumulator(at);
  }

  private void insert(int at, int stratum, M accumulator) {
    if (size == numbers.length) {
      int length = Math.max(FIRST_LENGTH, 2 * size);
      numbers = Arrays.copyOf(numbers, length);
      accumulators = Arrays.copyOf(accumulators, length);
    }
    System.arraycopy(numbers, at, numbers, at + 1, size - at);
    System.arraycopy(accumulators, at, accumulators, at + 1, size - at);
    numbers[at] = stratum;
    accumulators[at] = accumulator;
    size++;
  }

  /** How many strata have rows. */
  public int size() {
    return size;
  }

  /** The place of a stratum, negative if it has no rows. */
  int indexOf(int stratum) {
    return Arrays.binarySearch(numbers, 0, size, stratum);
  }

  /** The number of the i-th stratum that has rows, ascending. */
  int number(int i) {
    return numbers[i];
  }

  @SuppressWarnings("unchecked") // only insert stores
  M accumulator(int i) {
    return (M) accumulators[i];
  }

  @Override
  public long count() {
    long count = 0;
    for (int i = 0; i < size; i++) {
      count += accumulator(i).count();
    }
    return count;
  }

  @Override
  public Strata<M> merge(Strata<M> other) {
    int strata = other.size;
    for (int i = 0; i < strata; i++) {
      at(other.numbers[i]).merge(other.accumulator(i));
    }
    return this;
  }

  @Override
  public Strata<M> copy() {
    Strata<M> copy = new Strata<>(factory);
    copy.numbers = Arrays.copyOf(numbers, size);
    copy.accumulators = new Object[size];
    copy.size = size;
    for (int i = 0; i < size; i++) {
      copy.accumulators[i] = accumulator(i).copy();
    }
    return copy;
  }

  @Override
  public long heapBytes() {
    long bytes = 32 + 2 * ((16 + 4L * numbers.length + 7) / 8 * 8);
    for (int i = 0; i < size; i++) {
      bytes += accumulator(i).heapBytes();
    }
    return bytes;
  }

  @Override
  public String toString() {
    return "Strata[size=" + size + ", count=" + count() + "]";
  }

  private record StrataCodec<M extends Accumulator<M>>(Supplier<M> factory, Codec<M> each)
      implements Codec<Strata<M>> {

    private static final String WHAT = "strata";

    @Override
    public int size(Strata<M> state) {
      long bytes = 1 + Integer.BYTES;
      for (int i = 0; i < state.size; i++) {
        bytes += Integer.BYTES + each.size(state.accumulator(i));
      }
      return Math.toIntExact(bytes);
    }

    @Override
    public void write(Strata<M> state, ByteBuffer target) {
      target.put((byte) Stored.STRATA);
      Stored.putInt(target, state.size);
      for (int i = 0; i < state.size; i++) {
        Stored.putInt(target, state.numbers[i]);
        each.write(state.accumulator(i), target);
      }
    }

    @Override
    public Strata<M> read(ByteBuffer source) {
      Stored.expect(source, Stored.STRATA, Integer.BYTES, WHAT);
      int size = Stored.getInt(source);
      Stored.check(size >= 0, WHAT, "the number must not be negative", size);
      Strata<M> state = new Strata<>(factory);
      for (int i = 0; i < size; i++) {
        Stored.need(source, Integer.BYTES, WHAT);
        int number = Stored.getInt(source);
        boolean ascends = number > (i == 0 ? -1 : state.numbers[i - 1]);
        Stored.check(ascends, WHAT, "the strata's numbers must ascend", number);
        state.insert(i, number, each.read(source));
      }
      return state;
    }
  }
}
