package dev.inkling.engine.internal;

import dev.inkling.operator.Aggregator;
import dev.inkling.operator.Emission;
import dev.inkling.operator.Query;
import dev.inkling.operator.Type;
import dev.inkling.operator.Window;
import java.io.IOException;
import java.util.List;

/**
 * What a job keeps of the rows read so far, and the answers it makes of that: a state per pane, or
 * per session, or one in all. Used while no worker works.
 */
abstract class WindowState {

  private final Query query;
  private final Type[] keyTypes;
  private final int threads;
  private List<Aggregator<?, ?>> aggregators;

  WindowState(CompiledQuery query, int threads) {
    this.query = query.query();
    this.keyTypes = query.keyTypes();
    this.threads = threads;
    this.aggregators = query.aggregators(0);
  }

  /**
   * The state of a query that has seen nothing.
   *
   * @param threads how many threads may merge
   */
  static WindowState of(CompiledQuery query, int threads) {
    Window window = query.query().window();
    if (window instanceof Window.Global) {
      return new GlobalState(query, threads);
    } else if (window instanceof Window.Session session) {
      return new SessionState(query, session.gapMs(), threads);
    }
    return new PaneState(query, threads);
  }

  /**
   * What an epoch ends with.
   *
   * @param watermark windows that end at or before it are over
   * @param ended whether the input has ended, so that every window is over
   * @param early whether windows that are not over are to be answered too
   */
  record Moment(long watermark, boolean ended, boolean early) {}

  /** Takes over what a worker has summed up; that is not to be used any more. */
  abstract void add(GroupState worker);

  /** Answers what is due, and forgets what is not needed any more. */
  abstract void answer(Moment moment, AnswerWriter out) throws IOException;

  /** About how many bytes of heap it occupies. */
  abstract long heapBytes();

  /** Computes results with other aggregators from now on, whose states are the same. */
  final void feedBy(List<Aggregator<?, ?>> others) {
    aggregators = others;
  }

  final Query query() {
    return query;
  }

  final Emission.Mode mode() {
    return query.emission().mode();
  }

  final int threads() {
    return threads;
  }

  /** A state by keys, of nothing. */
  final GroupState empty() {
    return new GroupState(keyTypes, false, false, aggregators);
  }

  /** Writes the answers of some groups. */
  final void write(
      AnswerWriter out, GroupState state, int[] groups, WindowBounds bounds, long revision)
      throws IOException {
    state.feedBy(aggregators);
    out.write(state, groups, bounds, revision, groups.length);
  }
}
