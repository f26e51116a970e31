package dev.inkling.operator.testing;

import dev.inkling.operator.Codec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Stores and restores states, and checks what a codec promises. */
final class Snapshots<A> {

  private static final int SLACK_BYTES = 7;
  private static final byte UNTOUCHED = 0x5A;
  private static final int ALL_PREFIXES_BYTES = 512;
  private static final int SOME_PREFIXES = 64;
  private static final int FLIPS = 32;

  private final Codec<A> codec;

  Snapshots(Codec<A> codec) {
    this.codec = codec;
  }

  /** The bytes of a state. */
  byte[] store(A state) {
    return store(state, ByteOrder.LITTLE_ENDIAN, false);
  }

  /** A state from bytes, which must be of one state exactly. */
  A restore(byte[] bytes) {
    ByteBuffer source = ByteBuffer.wrap(bytes);
    A state = codec.read(source);
    Law.holds(
        !source.hasRemaining(),
        () -> "codec.read left " + source.remaining() + " of " + bytes.length + " bytes");
    return state;
  }

  A throughBytes(A state) {
    return restore(store(state));
  }

  /** Everything a codec promises about a state. */
  void check(A state, SplittableRandom random) {
    byte[] bytes = store(state);
    Law.equal(bytes, store(state), "codec.write gives other bytes the second time");
    Law.equal(bytes, store(state, ByteOrder.BIG_ENDIAN, true), "bytes depend on the buffer");
    Law.equal(bytes, store(restore(bytes)), "a restored state has other bytes");
    checkReadFromTheMiddle(bytes);
    checkTruncated(bytes, random);
    checkDamaged(bytes, random);
  }

  private byte[] store(A state, ByteOrder order, boolean direct) {
    int size = codec.size(state);
    Law.holds(size >= 0, () -> "codec.size must be at least 0, got " + size);
    int capacity = size + 2 * SLACK_BYTES;
    ByteBuffer target =
        direct ? ByteBuffer.allocateDirect(capacity) : ByteBuffer.allocate(capacity);
    for (int i = 0; i < capacity; i++) {
      target.put(i, UNTOUCHED);
    }
    target.order(order).position(SLACK_BYTES);
    codec.write(state, target);
    int written = target.position() - SLACK_BYTES;
    Law.holds(
        written == size, () -> "codec.size said " + size + " bytes, codec.write wrote " + written);
    Law.holds(target.order() == order, () -> "codec.write changed the buffer's byte order");
    for (int i = 0; i < SLACK_BYTES; i++) {
      boolean intact =
          target.get(i) == UNTOUCHED && target.get(SLACK_BYTES + size + i) == UNTOUCHED;
      Law.holds(intact, () -> "codec.write wrote outside its bytes");
    }
    byte[] bytes = new byte[size];
    target.position(SLACK_BYTES).get(bytes);
    return bytes;
  }

  private void checkReadFromTheMiddle(byte[] bytes) {
    byte[] padded = new byte[bytes.length + 2 * SLACK_BYTES];
    Arrays.fill(padded, UNTOUCHED);
    System.arraycopy(bytes, 0, padded, SLACK_BYTES, bytes.length);
    for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
      ByteBuffer source = ByteBuffer.wrap(padded).asReadOnlyBuffer().order(order);
      source.position(SLACK_BYTES);
      A state = codec.read(source);
      int read = source.position() - SLACK_BYTES;
      Law.holds(
          read == bytes.length, () -> "codec.read read " + read + " of " + bytes.length + " bytes");
      Law.holds(source.order() == order, () -> "codec.read changed the buffer's byte order");
      Law.equal(bytes, store(state), "what codec.read reads depends on the buffer");
    }
  }

  private void checkTruncated(byte[] bytes, SplittableRandom random) {
    boolean all = bytes.length <= ALL_PREFIXES_BYTES;
    int tries = all ? bytes.length : SOME_PREFIXES;
    for (int i = 0; i < tries; i++) {
      int length = all ? i : random.nextInt(bytes.length);
      boolean rejected = false;
      try {
        codec.read(ByteBuffer.wrap(bytes, 0, length).slice());
      } catch (IllegalArgumentException expected) {
        rejected = true;
      } catch (RuntimeException e) {
        throw Law.broken("codec.read of " + length + " of " + bytes.length + " bytes threw", e);
      }
      Law.holds(rejected, () -> "codec.read accepted " + length + " of " + bytes.length + " bytes");
    }
  }

  /** Damage may go unnoticed, but then there is a state, and otherwise the right exception. */
  private void checkDamaged(byte[] bytes, SplittableRandom random) {
    for (int i = 0; i < FLIPS && bytes.length > 0; i++) {
      byte[] damaged = bytes.clone();
      int bit = random.nextInt(8 * Math.min(bytes.length, 1 << 20));
      damaged[bit >> 3] ^= (byte) (1 << (bit & 7));
      A state;
      try {
        state = codec.read(ByteBuffer.wrap(damaged));
      } catch (IllegalArgumentException expected) {
        continue;
      } catch (RuntimeException e) {
        throw Law.broken("codec.read of bytes whose bit " + bit + " is flipped threw", e);
      }
      store(state);
    }
  }
}
