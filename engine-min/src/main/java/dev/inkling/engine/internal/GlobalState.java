package dev.inkling.engine.internal;

import dev.inkling.operator.Emission;
import java.io.IOException;
import java.util.BitSet;

/** The state of a query without windows: one state of everything. */
final class GlobalState extends WindowState {

  private final GroupState state;

  /** The groups that got rows since they were answered; null if only the end is answered. */
  private final BitSet changed;

  private long revision;

  GlobalState(CompiledQuery query, int threads) {
    super(query, threads);
    this.state = empty();
    this.changed = query().emission().isEarly() ? new BitSet() : null;
  }

  @Override
  void add(GroupState worker) {
    state.mergeFrom(worker, worker.allGroups(), threads(), changed);
  }

  @Override
  void answer(Moment moment, AnswerWriter out) throws IOException {
    if (!moment.ended() && !moment.early()) {
      return;
    }
    boolean nothing = query().keys().isEmpty() && state.size() == 0;
    if (moment.ended() && nothing) {
      state.groups().findPane(0); // without GROUP BY nothing, too, has an answer
      state.growStates();
      write(out, state, state.allGroups(), WindowBounds.NONE, revision);
      return;
    }
    boolean all =
        mode() == Emission.Mode.COMPLETE || (moment.ended() && mode() == Emission.Mode.APPEND);
    int[] groups = all ? state.allGroups() : changed.stream().toArray();
    if (groups.length > 0) {
      write(out, state, groups, WindowBounds.NONE, revision++);
    }
    if (changed != null) {
      changed.clear();
    }
  }

  @Override
  long heapBytes() {
    return state.heapBytes();
  }
}
