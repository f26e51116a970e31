package dev.inkling.engine.internal;

import java.util.BitSet;

/** The groups of a pane, and which of them got rows. */
final class Pane {

  final GroupState state;

  /** Those that got rows in this epoch; null if that is not asked for. */
  final BitSet amended;

  /** Those that got rows since the last early answers; null if that is not asked for. */
  final BitSet updated;

  Pane(GroupState state, boolean tracked) {
    this.state = state;
    this.amended = tracked ? new BitSet() : null;
    this.updated = tracked ? new BitSet() : null;
  }
}
