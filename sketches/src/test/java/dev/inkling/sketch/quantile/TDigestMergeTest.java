package dev.inkling.sketch.quantile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.inkling.sketch.IncompatibleSketchException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the order of merging may and may not change. */
final class TDigestMergeTest {

  private static final String[] KINDS = {"uniform", "lognormal", "few", "infinities", "sawtooth"};

  private static double[] stream(String kind, int n, long seed) {
    Random random = new Random(seed);
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] =
          switch (kind) {
            case "uniform" -> random.nextDouble();
            case "lognormal" -> Math.exp(random.nextGaussian());
            case "few" -> random.nextInt(300);
            case "infinities" -> random.nextInt(9) == 0 ? (i % 2 - 0.5) / 0.0 : -i;
            case "sawtooth" -> i % 100;
            default -> throw new IllegalArgumentException(kind);
          };
    }
    return values;
  }

  private static List<TDigest> digests(String kind, int parts, int n, Random random) {
    List<TDigest> digests = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      TDigest digest = TDigest.create();
      int length = n / 2 + random.nextInt(n / 2 + 1);
      digest.addAll(stream(kind, length, random.nextLong()), 0, length);
      digests.add(random.nextInt(3) == 0 ? digest.compress() : digest);
    }
    return digests;
  }

  /** Merges copies in a random tree; looks at what comes out every now and then. */
  private static TDigest mergedInSomeTree(List<TDigest> digests, Random random) {
    List<TDigest> left = new ArrayList<>();
    digests.forEach(digest -> left.add(digest.copy()));
    while (left.size() > 1) {
      TDigest one = left.remove(random.nextInt(left.size()));
      TDigest other = left.get(random.nextInt(left.size()));
      other.merge(one);
      if (random.nextInt(4) == 0) {
        assertThat(other.quantile(0.5)).isBetween(other.min(), other.max());
        assertThat(TDigest.fromBytes(other.toByteArray())).isEqualTo(other);
      }
    }
    return left.get(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 8, 64})
  void mergeAllDoesNotDependOnTheOrder(int parts) {
    Random random = new Random(parts);
    for (String kind : KINDS) {
      for (int n : new int[] {40, 3_000}) {
        List<TDigest> digests = digests(kind, parts, n, random);
        List<byte[]> before = digests.stream().map(TDigest::toByteArray).toList();
        byte[] expected = TDigest.mergeAll(digests).toByteArray();
        for (int i = 0; i < 5; i++) {
          List<TDigest> shuffled = new ArrayList<>(digests);
          Collections.shuffle(shuffled, random);
          assertThat(TDigest.mergeAll(shuffled).toByteArray()).as(kind).isEqualTo(expected);
        }
        for (int i = 0; i < parts; i++) {
          assertThat(digests.get(i).toByteArray()).as("part %d", i).isEqualTo(before.get(i));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 7, 64})
  void anyTreeOfMergesGivesTheSameBytesWhileThereIsRoom(int parts) {
    Random random = new Random(parts);
    for (String kind : KINDS) {
      // the room is for 8,192 doubles: 64 parts of at most 128 values
      int n = parts == 64 ? 128 : 1_000;
      List<TDigest> digests = digests(kind, parts, n, random);
      byte[] expected = TDigest.mergeAll(digests).toByteArray();
      for (int i = 0; i < 10; i++) {
        TDigest merged = mergedInSomeTree(digests, random);
        assertThat(merged.toByteArray()).as(kind).isEqualTo(expected);
      }
    }
  }

  @Test
  void theLastMergeMayRunOutOfRoom() {
    Random random = new Random(5);
    List<TDigest> digests = digests("lognormal", 8, 20_000, random);
    byte[] expected = TDigest.mergeAll(digests).toByteArray();
    for (int i = 0; i < 10; i++) {
      Collections.shuffle(digests, random);
      TDigest left = mergedInSomeTree(digests.subList(0, 4), random);
      TDigest right = mergedInSomeTree(digests.subList(4, 8), random);
      assertThat(left.merge(right).toByteArray()).isEqualTo(expected);
    }
  }

  @Test
  void upToSoManyNumbersOneMultisetHasOneImage() {
    double[] values = stream("lognormal", 1_024, 3);
    TDigest whole = TDigest.create();
    whole.addAll(values, 0, values.length);
    Random random = new Random(1);
    for (int parts = 2; parts < 70; parts += 3) {
      List<TDigest> digests = new ArrayList<>();
      for (int i = 0; i < parts; i++) {
        digests.add(TDigest.create());
      }
      for (double value : values) {
        digests.get(random.nextInt(parts)).add(value);
      }
      assertThat(mergedInSomeTree(digests, random)).isEqualTo(whole);
    }
  }

  @Test
  void aMergedDigestGoesOnLikeTheOneReadBack() {
    double[] more = stream("uniform", 5_000, 9);
    for (int parts : new int[] {2, 5, 20}) {
      TDigest merged =
          mergedInSomeTree(digests("uniform", parts, 4_000, new Random(2)), new Random(3));
      TDigest read = TDigest.fromBytes(merged.toByteArray());
      merged.addAll(more, 0, more.length);
      for (double value : more) {
        read.add(value);
      }
      assertThat(read).isEqualTo(merged);
      assertThat(merged.compress().serializedBytes()).isLessThan(16 + 16 + 33 * 255);
    }
  }

  @Test
  void compressedDigestsHoldNoBufferAndAnswerAsBefore() {
    double[] values = stream("lognormal", 10_500, 4);
    TDigest digest = TDigest.create();
    digest.addAll(values, 0, values.length);
    TDigest compressed = digest.copy().compress();
    assertThat(compressed.serializedBytes()).isLessThan(digest.serializedBytes());
    assertThat(compressed.count()).isEqualTo(digest.count());
    assertThat(compressed.min()).isEqualTo(digest.min());
    assertThat(compressed.max()).isEqualTo(digest.max());
    Arrays.sort(values);
    for (int i = 1; i <= 100; i++) {
      double truth = values[(int) Math.ceil(i / 100.0 * values.length) - 1];
      assertThat(compressed.quantile(i / 100.0, 1).contains(truth)).isTrue();
    }
    byte[] bytes = compressed.toByteArray();
    assertThat(compressed.compress().toByteArray()).isEqualTo(bytes);
    assertThat(TDigest.create().compress().isEmpty()).isTrue();
  }

  @Test
  void mergeAllNeedsDigestsOfOneCompression() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TDigest.mergeAll(List.of()))
        .withMessageContaining("empty");
    assertThatExceptionOfType(IncompatibleSketchException.class)
        .isThrownBy(() -> TDigest.mergeAll(List.of(TDigest.create(50), TDigest.create(60))));
    assertThat(TDigest.mergeAll(List.of(TDigest.create(50), TDigest.create(50))))
        .isEqualTo(TDigest.create(50));
  }

  @Test
  void whatCentroidsTakeDoesNotDependOnTheOrderOfArrival() {
    Random random = new Random(8);
    for (String kind : KINDS) {
      double[] first = stream(kind, 3_000, 1);
      for (int i = 0; i < first.length; i++) {
        first[i] += 0.0;
      }
      Arrays.sort(first);
      Centroids centroids = Centroids.create();
      centroids.absorb(first, first.length, 200, true);
      for (boolean steady : new boolean[] {false, true}) {
        double[] values = stream(kind, 1_024, 2);
        Centroids expected = centroids.copy();
        double[] rest = values.clone();
        int left = expected.absorbInside(rest, rest.length, 200, steady);
        Arrays.sort(rest, 0, left);
        assertThat(expected.weight() + left).isEqualTo(first.length + values.length);
        for (int i = 0; i < 5; i++) {
          double[] shuffled = values.clone();
          for (int k = shuffled.length - 1; k > 0; k--) {
            int j = random.nextInt(k + 1);
            double kept = shuffled[k];
            shuffled[k] = shuffled[j];
            shuffled[j] = kept;
          }
          Centroids actual = centroids.copy();
          assertThat(actual.absorbInside(shuffled, shuffled.length, 200, steady)).isEqualTo(left);
          Arrays.sort(shuffled, 0, left);
          assertThat(Arrays.copyOf(shuffled, left)).isEqualTo(Arrays.copyOf(rest, left));
          assertThat(actual).as(kind).isEqualTo(expected);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 9, 70})
  void centroidsShrinkInTheirDigestsAsTheyDoInOneArray(int parts) {
    Random random = new Random(parts);
    for (String kind : KINDS) {
      Centroids[] theirs = new Centroids[parts];
      for (int i = 0; i < parts; i++) {
        theirs[i] = Centroids.create();
        // some of none, some of one run in order, some of several
        for (int run = random.nextInt(4); run > 0; run--) {
          double[] values = stream(kind, 2_000, random.nextLong());
          for (int k = 0; k < values.length; k++) {
            values[k] += 0.0;
          }
          Arrays.sort(values);
          Centroids some = Centroids.create();
          some.absorb(values, values.length, 100, false);
          theirs[i].append(some, 4_096);
        }
      }
      for (double compression : new double[] {20, 100, 400}) {
        Centroids expected = Centroids.union(theirs);
        expected.shrink(compression);
        Centroids shrunk = Centroids.shrunk(theirs, compression);
        assertThat(shrunk).as(kind).isEqualTo(expected);
        assertThat(shrunk.weight()).isEqualTo(expected.weight());
        assertThat(shrunk.size()).isLessThanOrEqualTo(Centroids.capacity(compression));
      }
    }
  }

  @Test
  void indicesOfCentroidsHave31Bits() {
    assertThat(CentroidOrder.hasRoomFor((1 << 15) - 1, (1 << 16) - 1)).isTrue();
    assertThat(CentroidOrder.hasRoomFor(1 << 15, (1 << 16) - 1)).isFalse();
    assertThat(CentroidOrder.hasRoomFor((1 << 15) - 1, 1 << 16)).isFalse();
  }

  @Test
  void moreDigestsThanIndicesHaveRoomForAreMergedToo() {
    // 2^17 digests take 18 bits, more than 8,191 centroids 14
    TDigest one = TDigest.create(TDigest.MAX_COMPRESSION);
    double[] equal = new double[13_000];
    one.addAll(equal, 0, equal.length);
    List<TDigest> digests = new ArrayList<>(Collections.nCopies(1 << 17, one.compress()));
    double[] values = stream("lognormal", 400_000, 4);
    long count = digests.size() * one.count();
    for (int i = 0; i < 2; i++) {
      TDigest large = TDigest.create(TDigest.MAX_COMPRESSION);
      large.addAll(values, i * 200_000, (i + 1) * 200_000);
      digests.add(large.compress());
      count += large.count();
    }
    TDigest all = TDigest.mergeAll(digests);
    assertThat(all.count()).isEqualTo(count);
    assertThat(all.max()).isEqualTo(Arrays.stream(values).max().getAsDouble());
    Collections.swap(digests, 0, 1 << 17);
    assertThat(TDigest.mergeAll(digests).toByteArray()).isEqualTo(all.toByteArray());
  }

  @Test
  void centroidsOfAnyKindAreOrderedAsComparisonOrdersThem() {
    Random random = new Random(6);
    double[] special = {
      Double.NEGATIVE_INFINITY,
      -Double.MAX_VALUE,
      -1,
      0,
      Double.MIN_VALUE,
      1,
      1e300,
      Double.POSITIVE_INFINITY
    };
    for (int size : new int[] {1, 2, 127, 128, 1_000, 20_000}) {
      for (int kind = 0; kind < 4; kind++) {
        double[] cells = new double[size * Centroids.STRIDE];
        for (int i = 0; i < cells.length; i += Centroids.STRIDE) {
          double min =
              switch (kind) {
                case 0 -> random.nextDouble();
                case 1 -> special[random.nextInt(special.length)];
                case 2 -> i == 0 ? -1e9 : 1e15 + random.nextInt(100);
                default -> 7;
              };
          cells[i] = min;
          cells[i + 1] = Math.max(min, random.nextInt(3));
          cells[i + 2] = cells[i + 1];
          cells[i + 3] = 1 + random.nextInt(5);
        }
        double[] ordered = CentroidOrder.of(cells, size, false).apply();
        for (int i = Centroids.STRIDE; i < ordered.length; i += Centroids.STRIDE) {
          assertThat(Centroids.compare(ordered, i - Centroids.STRIDE, ordered, i))
              .as("size %d, kind %d, at %d", size, kind, i)
              .isNotPositive();
        }
        Arrays.sort(cells);
        Arrays.sort(ordered);
        assertThat(ordered).isEqualTo(cells);
      }
    }
  }
}
