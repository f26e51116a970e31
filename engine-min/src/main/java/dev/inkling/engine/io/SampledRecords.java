package dev.inkling.engine.io;

import dev.inkling.sketch.sampling.ReservoirSample;
import java.util.ArrayList;
import java.util.List;

/** A uniform sample of records, whose bytes it keeps. Memory: about twice the sample. */
final class SampledRecords {

  /** The store is tidied up when so many of its records are not in the sample any more. */
  private static final int SLACK = 64;

  /** A record as it is written, and where. */
  static final class Taken implements Comparable<Taken> {

    private final int file;
    private final long offset;
    private final byte[] bytes;

    /**
     * A record.
     *
     * @param file the number of the file
     * @param offset where the record starts in it, decompressed
     * @param bytes the record with its line feed
     */
    Taken(int file, long offset, byte[] bytes) {
      this.file = file;
      this.offset = offset;
      this.bytes = bytes;
    }

    /** The record with its line feed. */
    byte[] bytes() {
      return bytes;
    }

    @Override
    @SuppressWarnings("ComparableAndEqualsAreInconsistent") // a record is at one place only
    public int compareTo(Taken other) {
      return file != other.file
          ? Integer.compare(file, other.file)
          : Long.compare(offset, other.offset);
    }
  }

  private final ReservoirSample sample;
  private List<Taken> store = new ArrayList<>();

  private SampledRecords(ReservoirSample sample) {
    this.sample = sample;
  }

  /** A sample of at most {@code size} records, none yet. */
  static SampledRecords create(int size, long seed) {
    return new SampledRecords(ReservoirSample.create(size, seed));
  }

  /** How many records will be passed over before the next is taken. */
  long untilNext() {
    return sample.untilNext();
  }

  /** Passes over records, at most {@link #untilNext}. */
  void skip(long records) {
    sample.skip(records);
  }

  /** Takes the next record; {@link #untilNext} is 0. */
  void take(int file, long offset, byte[] record) {
    sample.add(store.size());
    store.add(new Taken(file, offset, record));
    if (store.size() > 2L * sample.size() + SLACK) {
      tidyUp();
    }
  }

  private void tidyUp() {
    List<Taken> kept = new ArrayList<>(sample.held());
    sample.renumber(
        item -> {
          kept.add(store.get((int) item));
          return kept.size() - 1L;
        });
    store = kept;
  }

  /** How many records there were. */
  long count() {
    return sample.count();
  }

  /** Adds the sample of other records, which is not to be used any more. */
  void merge(SampledRecords other) {
    other.tidyUp();
    long shift = store.size();
    other.sample.renumber(item -> item + shift);
    store.addAll(other.store);
    sample.merge(other.sample);
    tidyUp();
  }

  /** The records of the sample. */
  List<Taken> taken() {
    tidyUp();
    return List.copyOf(store);
  }
}
