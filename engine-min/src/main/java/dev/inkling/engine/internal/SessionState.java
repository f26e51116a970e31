package dev.inkling.engine.internal;

import dev.inkling.operator.Emission;
import dev.inkling.operator.WindowMath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The sessions of each key that are not over, or, if all are to be answered again, all of them. */
final class SessionState extends WindowState {

  /*
   * Implementation note. Workers sum up panes of the size of the gap, with the times of the first and
   * the last row. Rows of one pane are of one session whatever else comes, so what a worker has of a
   * pane and key is a piece of a session; pieces less than a gap apart become one. The sessions of a
   * key stand in a list by time; there are few of them, mostly one.
   */

  private final long gapMs;
  private GroupState keys;
  private final List<Session> sessions = new ArrayList<>();
  private long open;
  private long revision;

  /** A session of a key, or a piece of one. */
  private static final class Session {
    long first;
    long last;
    Object[] states;
    Session next;

    Session(long first, long last, Object[] states) {
      this.first = first;
      this.last = last;
      this.states = states;
    }
  }

  /** A session to be answered. */
  private record Due(int key, Session session) {}

  SessionState(CompiledQuery query, long gapMs, int threads) {
    super(query, threads);
    this.gapMs = gapMs;
    this.keys = empty();
  }

  @Override
  void add(GroupState worker) {
    for (int group = 0; group < worker.size(); group++) {
      int key = keys.groups().find(worker.groups(), group);
      if (key == sessions.size()) {
        sessions.add(null);
      }
      Session piece =
          new Session(worker.firstTime(group), worker.lastTime(group), worker.takeStates(group));
      sessions.set(key, insert(sessions.get(key), piece));
    }
  }

  /** Puts a piece into a list of sessions, and joins those that it connects. */
  private Session insert(Session head, Session piece) {
    Session before = null;
    Session session = head;
    while (session != null && apart(session, piece)) {
      before = session;
      session = session.next;
    }
    // what is not before the piece is connected with it, or after it
    while (session != null && !apart(piece, session)) {
      session.first = Math.min(session.first, piece.first);
      session.last = Math.max(session.last, piece.last);
      session.states = keys.merge(session.states, piece.states);
      piece = session;
      session = session.next;
      open--;
    }
    piece.next = session;
    open++;
    if (before == null) {
      return piece;
    }
    before.next = piece;
    return head;
  }

  /** Whether the first ends at least a gap before the second starts. */
  private boolean apart(Session first, Session second) {
    return WindowMath.subtract(second.first, first.last) >= gapMs;
  }

  private long end(Session session) {
    return WindowMath.add(session.last, gapMs);
  }

  @Override
  void answer(Moment moment, AnswerWriter out) throws IOException {
    List<Due> due = new ArrayList<>();
    if (mode() == Emission.Mode.COMPLETE) {
      if (!moment.early() && !moment.ended()) {
        return;
      }
      for (int key = 0; key < sessions.size(); key++) {
        for (Session s = sessions.get(key); s != null; s = s.next) {
          due.add(new Due(key, s));
        }
      }
      write(due, revision++, out);
      return;
    }
    for (int key = 0; key < sessions.size(); key++) {
      sessions.set(key, takeDue(key, moment, due));
    }
    write(due, 0, out);
    if (open < sessions.size() / 2) {
      forgetKeysWithoutSession();
    }
  }

  /** Moves the sessions of a key that are over to {@code due}; the others remain. */
  private Session takeDue(int key, Moment moment, List<Due> due) {
    Session session = sessions.get(key);
    while (session != null
        && (moment.ended() || WindowMath.isDue(end(session), moment.watermark()))) {
      due.add(new Due(key, session));
      open--;
      session = session.next;
    }
    return session;
  }

  private void write(List<Due> due, long number, AnswerWriter out) throws IOException {
    if (due.isEmpty()) {
      return;
    }
    due.sort(
        Comparator.<Due>comparingLong(d -> end(d.session))
            .thenComparingLong(d -> d.session.first)
            .thenComparingInt(Due::key));
    GroupState state = empty();
    long[] starts = new long[due.size()];
    long[] ends = new long[due.size()];
    for (int group = 0; group < starts.length; group++) {
      Due d = due.get(group);
      state.groups().addAgain(keys.groups(), d.key);
      state.put(group, d.session.states);
      starts[group] = d.session.first;
      ends[group] = end(d.session);
    }
    write(out, state, state.allGroups(), WindowBounds.ofEach(starts, ends), number);
  }

  private void forgetKeysWithoutSession() {
    GroupState live = empty();
    List<Session> kept = new ArrayList<>();
    for (int key = 0; key < sessions.size(); key++) {
      if (sessions.get(key) != null) {
        live.groups().find(keys.groups(), key);
        kept.add(sessions.get(key));
      }
    }
    keys = live;
    sessions.clear();
    sessions.addAll(kept);
  }

  @Override
  long heapBytes() {
    long bytes = keys.heapBytes() + 8L * sessions.size();
    for (Session head : sessions) {
      for (Session s = head; s != null; s = s.next) {
        bytes += 40 + keys.heapBytes(s.states);
      }
    }
    return bytes;
  }
}
