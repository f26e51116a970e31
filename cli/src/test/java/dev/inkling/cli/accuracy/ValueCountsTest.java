package dev.inkling.cli.accuracy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkling.hash.Hash64;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exact counts against a map, in memory and in many runs of temporary files. */
class ValueCountsTest {

  private static final long PLENTY = 64L << 20;

  /** Room for 1,024 slots, the fewest: a run has 768 values. */
  private static final long LITTLE = 1;

  @TempDir Path folder;

  private static Map<Long, Long> contents(CountedValues values) throws IOException {
    Map<Long, Long> counts = new TreeMap<>();
    long[] last = {Long.MIN_VALUE};
    values.scan(
        (keys, batchCounts, n) -> {
          for (int i = 0; i < n; i++) {
            assertThat(keys[i]).isGreaterThanOrEqualTo(last[0]);
            last[0] = keys[i];
            assertThat(counts.put(keys[i], batchCounts[i])).isNull();
          }
        });
    return counts;
  }

  private Map<Long, Long> counted(KeyForm form, List<ColumnChunk> chunks, long memory, int runs)
      throws IOException {
    try (ValueCounts counts = ValueCounts.create(form, memory, folder)) {
      chunks.forEach(counts::accept);
      assertThat(counts.runs()).isGreaterThanOrEqualTo(runs);
      try (CountedValues values = counts.finish()) {
        Map<Long, Long> contents = contents(values);
        assertThat(values.distinct()).isEqualTo(contents.size());
        assertThat(values.total())
            .isEqualTo(contents.values().stream().mapToLong(Long::longValue).sum())
            .isEqualTo(chunks.stream().mapToLong(ColumnChunk::size).sum());
        return contents;
      }
    } finally {
      try (Stream<Path> left = Files.list(folder)) {
        assertThat(left).isEmpty();
      }
    }
  }

  @Test
  void longsAreCountedInAnyNumberOfRuns() throws IOException {
    Map<Long, Long> truth = new TreeMap<>();
    int n = 100_000;
    long[] values =
        IntStream.range(0, n).mapToLong(i -> Seeds.random(7, i) % 30_000 * (1L << 40)).toArray();
    for (long value : values) {
      truth.merge(value, 1L, Long::sum);
    }
    List<ColumnChunk> chunks = Chunks.longs(n, i -> values[i]);
    assertThat(counted(KeyForm.WHOLE, chunks, PLENTY, 0)).isEqualTo(truth);
    assertThat(counted(KeyForm.WHOLE, chunks, LITTLE, 100)).isEqualTo(truth);
  }

  @Test
  void doublesAreInTheOrderOfNumbersAndBothZerosAreOne() throws IOException {
    double[] values = {
      0.0, -0.0, 1.5, -1.5, Double.NEGATIVE_INFINITY, Double.MAX_VALUE, 4.9e-324, -4.9e-324, 1.5
    };
    Map<Long, Long> contents =
        counted(KeyForm.NUMBER, Chunks.doubles(values.length, i -> values[i]), PLENTY, 0);
    assertThat(contents.keySet().stream().map(KeyForm::number))
        .containsExactly(
            Double.NEGATIVE_INFINITY, -1.5, -4.9e-324, 0.0, 4.9e-324, 1.5, Double.MAX_VALUE);
    assertThat(contents.values()).containsExactly(1L, 1L, 1L, 2L, 1L, 2L, 1L);
  }

  @Test
  void textsAreCountedInAnyNumberOfRuns() throws IOException {
    Map<Long, Long> truth = new TreeMap<>();
    int n = 50_000;
    List<ColumnChunk> chunks = Chunks.texts(n, i -> "é" + i % 13_000);
    for (int i = 0; i < n; i++) {
      truth.merge(Hash64.xxh3().hash("é" + i % 13_000), 1L, Long::sum);
    }
    assertThat(counted(KeyForm.TEXT, chunks, PLENTY, 0)).isEqualTo(truth);
    assertThat(counted(KeyForm.TEXT, chunks, LITTLE, 50)).isEqualTo(truth);
  }

  /** The merge must look at the second key: here all first keys are the same. */
  @Test
  void keysThatDifferInTheirSecondPartOnlyAreTwo() throws IOException {
    try (SpillFile file = SpillFile.create(folder);
        SpillFile target = SpillFile.create(folder)) {
      CountTable table = new CountTable(true, PLENTY);
      for (int i = 0; i < 3_000; i++) {
        assertThat(table.makeRoom()).isTrue();
        assertThat(table.add(42, i % 1_500 - 700, 1)).isEqualTo(i < 1_500);
      }
      assertThat(table.sort()).isEqualTo(1_500);
      ByteBuffer bytes = ByteBuffer.allocate(1_500 * 24);
      for (int i = 0; i < 1_500; i++) {
        assertThat(table.second()[i]).isEqualTo(i - 700);
        assertThat(table.counts()[i]).isEqualTo(2);
        bytes.putLong(table.first()[i]).putLong(table.second()[i]).putLong(table.counts()[i]);
      }
      file.append(bytes.flip());
      List<RunMerge.Run> runs =
          List.of(new RunMerge.Run(0, file.size()), new RunMerge.Run(0, file.size()));
      assertThat(RunMerge.merge(file, runs, true, PLENTY, target)).isEqualTo(1_500);
      assertThat(target.size()).isEqualTo(1_500 * 16);
    }
  }

  @Test
  void lengthsOfDistinctTextsAreKnown() throws IOException {
    try (ValueCounts counts = ValueCounts.create(KeyForm.TEXT, PLENTY, folder)) {
      Chunks.texts(1_000, i -> i % 2 == 0 ? "ab" : "abcd").forEach(counts::accept);
      assertThat(counts.meanTextBytes()).isEqualTo(3);
    }
  }

  @Test
  void nothingIsCountedOfNothing() throws IOException {
    assertThat(counted(KeyForm.WHOLE, List.of(), PLENTY, 0)).isEmpty();
  }

  @Test
  void aFolderThatIsNoneIsNamed() {
    Path none = folder.resolve("none");
    ValueCounts counts = ValueCounts.create(KeyForm.WHOLE, LITTLE, none);
    List<ColumnChunk> chunks = Chunks.longs(2_000, i -> i);
    assertThatThrownBy(() -> chunks.forEach(counts::accept))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(none.toString())
        .hasMessageContaining("--temp");
  }

  @Test
  void aRefusalForWantOfRoomSaysHowMuchIsNeeded() throws IOException {
    try (SpillFile file = SpillFile.create(folder)) {
      assertThatThrownBy(() -> file.reserve(Long.MAX_VALUE))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(folder.toString())
          .hasMessageContaining("need 8,796,093,022,208 MB more");
    }
  }

  @Test
  void sortedEntriesStayTogether() {
    int n = 10_000;
    long[] first = new long[n];
    long[] second = new long[n];
    long[] counts = new long[n];
    for (int i = 0; i < n; i++) {
      first[i] = Seeds.random(1, i) >> 60; // few different ones, negative too
      second[i] = Seeds.random(2, i);
      counts[i] = first[i] * 31 + second[i];
    }
    KeySort.sort(first, second, counts, n);
    for (int i = 0; i < n; i++) {
      assertThat(counts[i]).isEqualTo(first[i] * 31 + second[i]);
      if (i > 0) {
        assertThat(
                first[i - 1] < first[i] || (first[i - 1] == first[i] && second[i - 1] < second[i]))
            .isTrue();
      }
    }
  }
}
