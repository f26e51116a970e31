package dev.inkling.engine.io;

import dev.inkling.engine.io.FileFormats.FormattedFile;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A random sample of the records of files, as they are written there, in one pass: of all records,
 * every set of {@code size} of them equally likely; or so many of each stratum, the records with
 * one value of a column.
 *
 * <p>Records are found but not parsed, except for the column of the strata. Empty lines of CSV and
 * JSON lines are no records. The same files, seed and number of threads give the same sample.
 * Memory: about twice the bytes of the sample, for every thread, and 2 MiB.
 */
public final class RecordSample {

  /** The most strata. */
  public static final int MAX_STRATA = 10_000;

  /**
   * What to draw.
   *
   * @param size how many records, of each stratum; from 1 to 2^24
   * @param by the column whose values are the strata; it must be a VARCHAR of the source
   * @param seed any number
   */
  public record Wish(int size, Optional<String> by, long seed) {}

  /** Is told how far the work has come. */
  @FunctionalInterface
  public interface Progress {
    /** So many records were seen and stored bytes read. */
    void show(long records, long bytes);
  }

  private final byte[] header;
  private final List<SampledRecords.Taken> records;
  private final long count;
  private final int strata;
  private final long badRows;
  private final String firstBad;

  private RecordSample(
      byte[] header,
      Map<String, SampledRecords> strata,
      List<SampledRecords.Taken> records,
      List<RecordSampler> samplers) {
    this.header = header;
    this.records = records;
    this.count = strata.values().stream().mapToLong(SampledRecords::count).sum();
    this.strata = strata.size();
    this.badRows = samplers.stream().mapToLong(s -> s.badRows().count()).sum();
    this.firstBad =
        samplers.stream()
            .map(s -> s.badRows().first())
            .filter(Objects::nonNull)
            .findFirst()
            .map(Throwable::getMessage)
            .orElse(null);
  }

  /**
   * Draws a sample.
   *
   * @param threads how many threads work, this one included
   * @param progress is told how far it has come, on this thread
   * @throws IOException if a file cannot be read, a record is longer than allowed, there are more
   *     than {@link #MAX_STRATA} strata, or files have their columns in another order
   */
  public static RecordSample draw(FileSource source, Wish wish, int threads, Progress progress)
      throws IOException {
    FileLayout layout = source.layout();
    checkOrderOfColumns(layout);
    byte[] header = header(layout.file(0));
    int partitions = (int) Math.max(1, Math.min(threads, layout.units()));
    List<RecordSampler> samplers = new ArrayList<>();
    try {
      for (int p = 0; p < partitions; p++) {
        samplers.add(RecordSampler.open(source, p, partitions, wish));
      }
      run(samplers, progress);
    } finally {
      for (RecordSampler sampler : samplers) {
        sampler.close();
      }
    }
    return of(header, samplers, wish);
  }

  private static void checkOrderOfColumns(FileLayout layout) throws IOException {
    FormattedFile first = layout.file(0);
    for (int i = 1; i < layout.files(); i++) {
      FormattedFile other = layout.file(i);
      if (other.format() instanceof CsvFormat csv && !csv.isArrangedAs(first.format())) {
        throw new IOException(
            other.file().name()
                + ": has its columns in another order, or other delimiters, than "
                + first.file().name()
                + ", so their records cannot stand in one file; sample the files one by one");
      }
    }
  }

  private static byte[] header(FormattedFile first) throws IOException {
    FileHead head = first.file().head(first.dataStart());
    int end = Math.min(head.length(), first.dataStart());
    return Arrays.copyOfRange(head.bytes(), Math.min(head.bomBytes(), end), end);
  }

  private static void run(List<RecordSampler> samplers, Progress progress) throws IOException {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    List<Thread> helpers = new ArrayList<>();
    for (RecordSampler sampler : samplers.subList(1, samplers.size())) {
      Thread helper = new Thread(() -> run(sampler, failure, () -> {}), "inkling-sample");
      helper.setDaemon(true);
      helper.start();
      helpers.add(helper);
    }
    run(
        samplers.get(0),
        failure,
        () ->
            progress.show(
                samplers.stream().mapToLong(RecordSampler::recordsSeen).sum(),
                samplers.stream().mapToLong(RecordSampler::bytesRead).sum()));
    try {
      for (Thread helper : helpers) {
        helper.join();
      }
    } catch (InterruptedException e) {
      failure.compareAndSet(null, e);
      Thread.currentThread().interrupt();
    }
    Throwable problem = failure.get();
    if (problem instanceof IOException e) {
      throw e;
    } else if (problem instanceof Error e) {
      throw e;
    } else if (problem != null) {
      throw new IOException("interrupted or failed: " + problem.getMessage(), problem);
    }
  }

  private static void run(
      RecordSampler sampler, AtomicReference<Throwable> failure, Runnable afterBlock) {
    try {
      while (failure.get() == null && sampler.doWork()) {
        afterBlock.run();
      }
    } catch (IOException | RuntimeException | Error e) {
      failure.compareAndSet(null, e);
    }
  }

  private static RecordSample of(byte[] header, List<RecordSampler> samplers, Wish wish)
      throws IOException {
    Map<String, SampledRecords> strata = new LinkedHashMap<>(samplers.get(0).strata());
    for (RecordSampler sampler : samplers.subList(1, samplers.size())) {
      for (Map.Entry<String, SampledRecords> other : sampler.strata().entrySet()) {
        SampledRecords mine = strata.putIfAbsent(other.getKey(), other.getValue());
        if (mine != null) {
          mine.merge(other.getValue());
        }
      }
    }
    checkStrata(strata.size(), wish);
    List<SampledRecords.Taken> records = new ArrayList<>();
    strata.values().forEach(stratum -> records.addAll(stratum.taken()));
    records.sort(null);
    return new RecordSample(header, strata, records, samplers);
  }

  /** Refuses more strata than there may be. */
  static void checkStrata(int strata, Wish wish) throws IOException {
    if (strata > MAX_STRATA) {
      throw new IOException(
          "column "
              + wish.by().orElseThrow()
              + " has more than "
              + MAX_STRATA
              + " values, each of which would get a sample of its own; take a column with fewer");
    }
  }

  /** How many records there were. */
  public long count() {
    return count;
  }

  /** How many records the sample has. */
  public int held() {
    return records.size();
  }

  /** How many records were left out because they could not be read. */
  public long badRows() {
    return badRows;
  }

  /** What was wrong with one of them, and where; empty if there is none. */
  public Optional<String> firstBad() {
    return Optional.ofNullable(firstBad);
  }

  /** How many strata there are; 1 without a column to go by, 0 if there were no records. */
  public int strata() {
    return strata;
  }

  /** Writes the header of the first file, if it has one, and the records in the files' order. */
  public void writeTo(OutputStream target) throws IOException {
    target.write(header);
    for (SampledRecords.Taken record : records) {
      target.write(record.bytes());
    }
  }
}
