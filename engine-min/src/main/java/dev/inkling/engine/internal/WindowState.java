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
  private final Parallel parallel;
  private List<Aggregator<?, ?>> aggregators;

  WindowState(CompiledQuery query, Parallel parallel) {
    this.query = query.query();
    this.keyTypes = query.keyTypes();
    this.parallel = parallel;
    this.aggregators = query.aggregators(0);
  }

  /**
   * The state of a query that has seen nothing.
   *
   * @param parallel merges
   */
  static WindowState of(CompiledQuery query, Parallel parallel) {
    Window window = query.query().window();
    if (window instanceof Window.Global) {
      return new GlobalState(query, parallel);
    } else if (window instanceof Window.Session session) {
      return new SessionState(query, session.gapMs(), parallel);
    }
    return new PaneState(query, parallel);
  }

  /**
   * What an epoch ends with.
   *
   * @param watermark windows that end at or before it are over
   * @param ended whether the input has ended, so that every window is over
   * @param early whether windows that are not over are to be answered too
   */
  record Moment(long watermark, boolean ended, boolean early) {}

  /**
   * Takes over what a worker has summed up; that is not to be used any more.
   *
   * @param firstKept groups of this pane and later ones are still the worker's; {@link
   *     Long#MAX_VALUE} if there are none
   */
  abstract void add(GroupState worker, long firstKept);

  /**
   * The first pane of which the workers may keep what they have until later, because nothing of it
   * is answered yet; {@link Long#MAX_VALUE} if they may keep nothing.
   */
  long firstKept(Moment moment) {
    return Long.MAX_VALUE;
  }

  /** Answers what is due, and forgets what is not needed any more. */
  abstract void answer(Moment moment, AnswerWriter out) throws IOException;

  /** About how many bytes of heap it occupies. */
  abstract long heapBytes();

  /** How many groups it has, those of every window counted. */
  abstract long groups();

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

  final Parallel parallel() {
    return parallel;
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
