package dev.inkling.operator.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkling.operator.Aggregator;
import dev.inkling.operator.Codec;
import dev.inkling.operator.Type;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each law catches an aggregator that breaks it, and no other. */
class AggregatorLawsTest {

  private static final long[] VALUES = {3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9};

  /** The values themselves in ascending order; correct unless a subclass is not. */
  private static class Collecting
      implements Aggregator.OfLong<List<Long>, List<Long>>, Codec<List<Long>> {

    @Override
    public String name() {
      return "collect";
    }

    @Override
    public List<Long> create() {
      return new ArrayList<>();
    }

    @Override
    @SuppressWarnings("unchecked") // all elements are null
    public List<Long>[] newArray(int length) {
      return (List<Long>[]) new List<?>[length];
    }

    @Override
    public void add(List<Long> state, long value) {
      state.add(value);
      state.sort(null);
    }

    @Override
    public void addAll(List<Long> state, long[] values, int from, int to) {
      for (int i = from; i < to; i++) {
        add(state, values[i]);
      }
    }

    @Override
    public void addScatter(List<Long>[] states, int[] groups, long[] values, int from, int to) {
      for (int i = from; i < to; i++) {
        add(states[groups[i]], values[i]);
      }
    }

    @Override
    public List<Long> merge(List<Long> into, List<Long> from) {
      into.addAll(from);
      into.sort(null);
      return into;
    }

    @Override
    public List<Long> result(List<Long> state, double confidence) {
      return List.copyOf(state);
    }

    @Override
    public Codec<List<Long>> codec() {
      return this;
    }

    @Override
    public long heapBytes(List<Long> state) {
      return 24;
    }

    @Override
    public List<Output> outputs() {
      return List.of(new Output("", Type.BIGINT, false));
    }

    @Override
    public Object output(List<Long> result, int index) {
      return result.isEmpty() ? null : result.get(result.size() - 1);
    }

    @Override
    public int size(List<Long> state) {
      return 1 + Long.BYTES * state.size();
    }

    @Override
    public void write(List<Long> state, ByteBuffer target) {
      target.put((byte) state.size());
      ByteBuffer longs = target.slice().order(ByteOrder.LITTLE_ENDIAN);
      state.forEach(longs::putLong);
      target.position(target.position() + longs.position());
    }

    @Override
    public List<Long> read(ByteBuffer source) {
      if (!source.hasRemaining()) {
        throw new IllegalArgumentException("empty");
      }
      int count = source.get() & 0xFF;
      if (source.remaining() < Long.BYTES * count) {
        throw new IllegalArgumentException("too short");
      }
      ByteBuffer longs = source.slice().order(ByteOrder.LITTLE_ENDIAN);
      List<Long> state = create();
      for (int i = 0; i < count; i++) {
        state.add(longs.getLong());
      }
      source.position(source.position() + longs.position());
      return state;
    }
  }

  private static void assertBroken(Collecting aggregator, String law, String what) {
    assertThatThrownBy(() -> AggregatorLaws.ofLongs(aggregator, VALUES).withSeed(7).check())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("collect, law \"" + law + "\", withSeed(")
        .hasMessageContaining(what);
  }

  @Test
  void anAggregatorThatKeepsTheLawsPassesAndItsResultIsReturned() {
    assertThat(AggregatorLaws.ofLongs(new Collecting(), VALUES).check()).hasSize(VALUES.length);
  }

  @Test
  void aRunThatSkipsAValueIsCaught() {
    assertBroken(
        new Collecting() {
          @Override
          public void addAll(List<Long> state, long[] values, int from, int to) {
            super.addAll(state, values, from, Math.max(from, to - 1));
          }
        },
        "one, run, scatter",
        "addAll and add differ");
  }

  @Test
  void aScatterIntoTheWrongGroupIsCaught() {
    assertBroken(
        new Collecting() {
          @Override
          public void addScatter(
              List<Long>[] states, int[] groups, long[] values, int from, int to) {
            super.addScatter(states, groups, values, 0, to);
          }
        },
        "one, run, scatter",
        "addScatter and add differ");
  }

  @Test
  void aMergeThatForgetsIsCaught() {
    assertBroken(
        new Collecting() {
          @Override
          public List<Long> merge(List<Long> into, List<Long> from) {
            return into;
          }
        },
        "neutral element",
        "a new state is not neutral");
  }

  @Test
  void aMergeThatEmptiesItsRightSideIsCaught() {
    assertBroken(
        new Collecting() {
          @Override
          public List<Long> merge(List<Long> into, List<Long> from) {
            super.merge(into, from);
            from.clear();
            return into;
          }
        },
        "right side of merge",
        "merge changed its right side");
  }

  @Test
  void aMergeThatHandsOutItsRightSideIsCaught() {
    assertBroken(
        new Collecting() {
          @Override
          public List<Long> merge(List<Long> into, List<Long> from) {
            return into.isEmpty() ? from : super.merge(into, from);
          }
        },
        "right side of merge",
        "merge returned its right side");
  }

  @Test
  void aMergeWhoseOrderMattersIsCaught() {
    assertBroken(
        new Collecting() {
          @Override
          public List<Long> merge(List<Long> into, List<Long> from) {
            into.addAll(from);
            return into;
          }
        },
        "split and merge",
        "split");
  }

  @Test
  void aResultThatIsTheStateIsCaught() {
    assertBroken(
        new Collecting() {
          @Override
          public List<Long> result(List<Long> state, double confidence) {
            return state;
          }

          @Override
          public Object output(List<Long> result, int index) {
            return (long) result.size();
          }
        },
        "result",
        "adding to the state changed its result");
  }

  @Test
  void aSizeThatIsNotExactIsCaught() {
    assertBroken(
        new Collecting() {
          @Override
          public int size(List<Long> state) {
            return super.size(state) + 1;
          }
        },
        "new states",
        "codec.size said 2 bytes, codec.write wrote 1");
  }

  @Test
  void bytesInTheBuffersOrderAreCaught() {
    assertBroken(
        new Collecting() {
          @Override
          public void write(List<Long> state, ByteBuffer target) {
            target.put((byte) state.size());
            state.forEach(target::putLong);
          }
        },
        "codec",
        "bytes depend on the buffer");
  }

  @Test
  void aCodecThatReadsPastTheEndIsCaught() {
    assertBroken(
        new Collecting() {
          @Override
          public List<Long> read(ByteBuffer source) {
            List<Long> state = create();
            int count = source.get() & 0xFF;
            ByteOrder order = source.order();
            source.order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < count; i++) {
              state.add(source.getLong());
            }
            source.order(order);
            return state;
          }
        },
        "new states",
        "codec.read of 0 of 1 bytes threw java.nio.BufferUnderflowException");
  }

  @Test
  void aRestoredStateThatLostSomethingIsCaught() {
    assertBroken(
        new Collecting() {
          @Override
          public List<Long> read(ByteBuffer source) {
            List<Long> state = super.read(source);
            state.replaceAll(v -> v == 9 ? 8 : v);
            return state;
          }
        },
        "split and merge",
        "split, stored, restored and merged");
  }

  @Test
  void sharedStatesAreCaught() {
    List<Long> shared = new ArrayList<>();
    assertBroken(
        new Collecting() {
          @Override
          public List<Long> create() {
            return shared;
          }
        },
        "new states",
        "create must make a state of its own");
  }

  @Test
  void anOutputOfTheWrongTypeIsCaught() {
    assertBroken(
        new Collecting() {
          @Override
          public Object output(List<Long> result, int index) {
            return 1;
          }
        },
        "new states",
        "got class java.lang.Integer");
  }

  @Test
  void theSeedInTheMessageReplaysTheFailure() {
    Collecting broken =
        new Collecting() {
          @Override
          public void addAll(List<Long> state, long[] values, int from, int to) {
            for (int i = from; i < to; i++) {
              add(state, i - from == 90 ? 0 : values[i]); // in long runs only
            }
          }
        };
    long[] many = new long[200];
    Arrays.fill(many, 1);
    String message = messageOf(AggregatorLaws.ofLongs(broken, many).withSeed(1).withRounds(100));
    long seed = Long.parseLong(message.replaceAll("(?s).*withSeed\\((\\d+)\\).*", "$1"));
    String replayed = messageOf(AggregatorLaws.ofLongs(broken, many).withSeed(seed).withRounds(1));
    assertThat(replayed).isEqualTo(message);
  }

  private static String messageOf(AggregatorLaws<?, ?> laws) {
    try {
      laws.check();
    } catch (AssertionError e) {
      return e.getMessage();
    }
    throw new AssertionError("the broken aggregator passed");
  }

  @Test
  void laxAgreementAcceptsWhatDiffersALittle() {
    Collecting unordered =
        new Collecting() {
          @Override
          public List<Long> merge(List<Long> into, List<Long> from) {
            into.addAll(from);
            return into;
          }

          @Override
          public Object output(List<Long> result, int index) {
            return (long) result.size();
          }
        };
    AggregatorLaws.ofLongs(unordered, VALUES).withAgreement((a, b) -> a.size() == b.size()).check();
  }

  @Test
  void atLeastOneRoundIsNeeded() {
    assertThatThrownBy(() -> AggregatorLaws.ofLongs(new Collecting(), VALUES).withRounds(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("rounds must be at least 1, got 0");
  }
}
