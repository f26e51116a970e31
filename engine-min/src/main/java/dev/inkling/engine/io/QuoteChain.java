package dev.inkling.engine.io;

import java.util.Arrays;

/**
 * What is known of the state of a {@link RecordScan} at the starts of a file's chunks. Readers of
 * different chunks work in parallel: each computes what its chunk does to any state, and states are
 * handed from chunk to chunk here. Thread-safe; 3 bytes per chunk.
 */
final class QuoteChain {

  /** The state is not known yet. */
  static final int UNKNOWN = -1;

  private static final byte NONE = -1;

  /** Some reader computes the function right now. */
  private static final byte CLAIMED = -2;

  private final byte[] states;
  private final byte[] functions;

  private QuoteChain(int chunks) {
    states = new byte[chunks + 1];
    functions = new byte[chunks];
    Arrays.fill(states, (byte) UNKNOWN);
    Arrays.fill(functions, NONE);
    states[0] = RecordScan.OUTSIDE;
  }

  /** A chain of this many chunks of which only the start of the first is known. */
  static QuoteChain create(int chunks) {
    return new QuoteChain(chunks);
  }

  /** The state at the start of this chunk, or {@link #UNKNOWN}. */
  synchronized int stateAt(int chunk) {
    int known = knownBefore(chunk);
    while (known < chunk && functions[known] >= 0) {
      states[known + 1] = (byte) RecordScan.apply(functions[known], states[known]);
      known++;
    }
    return states[chunk];
  }

  /** Takes note of the state at the start of this chunk. */
  synchronized void setState(int chunk, int state) {
    states[chunk] = (byte) state;
  }

  /** Whether the caller is to compute the function of this chunk and to {@link #publish} it. */
  synchronized boolean claim(int chunk) {
    if (functions[chunk] != NONE) {
      return false;
    }
    functions[chunk] = CLAIMED;
    return true;
  }

  /**
   * Claims a chunk whose function is needed to know the state at the start of this one.
   *
   * @return the chunk, or −1 if all that are needed are claimed or known
   */
  synchronized int claimBefore(int chunk) {
    for (int i = knownBefore(chunk); i < chunk; i++) {
      if (functions[i] == NONE) {
        functions[i] = CLAIMED;
        return i;
      }
    }
    return -1;
  }

  /** Hands over the function of a claimed chunk. */
  synchronized void publish(int chunk, int function) {
    functions[chunk] = (byte) function;
  }

  /** Gives a claimed chunk back if it could not be read. */
  synchronized void abandon(int chunk) {
    if (functions[chunk] == CLAIMED) {
      functions[chunk] = NONE;
    }
  }

  private int knownBefore(int chunk) {
    int known = chunk;
    while (states[known] == UNKNOWN) {
      known--;
    }
    return known;
  }
}
