package dev.inkling.engine;

import dev.inkling.engine.ReferenceWindows.Bounds;
import dev.inkling.hash.Hash64;
import dev.inkling.operator.Aggregator;
import dev.inkling.operator.Aggregators;
import dev.inkling.operator.Emission.Mode;
import dev.inkling.operator.Window;
import dev.inkling.operator.WindowMath;
import dev.inkling.sketch.Estimate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a windowed query must answer, computed in the simplest way: all rows are kept, no state is
 * shared between windows, nothing is merged but lists of rows. It reads as the engine does: workers
 * read their partitions in turn, batch by batch, until each has read enough for an epoch.
 */
final class ReferenceEngine {

  /** A row of the stream. */
  record Row(Long time, String key, Long value, String user) {
    Object[] cells() {
      return new Object[] {time, key, value, user};
    }
  }

  /** How a query reads, and what it asks. A millisecond goes by for every row that is read. */
  record Plan(
      Window window,
      Optional<Duration> disorder,
      Duration lateness,
      Mode mode,
      Optional<Duration> early,
      int threads,
      int batchRows,
      long epochRows) {}

  /** An answer; the key is null without a key, too. */
  record Emitted(Bounds window, String key, long revision, List<Object> values) {}

  private static final Aggregator.OfHash<?, Estimate> ABOUT = Aggregators.countDistinct(0.05);

  private final Plan plan;
  private final boolean keyed;
  private final ReferenceWindows windows;
  private final List<Worker> workers = new ArrayList<>();

  private long watermark = Long.MIN_VALUE;
  private long nowMs;
  private long earlyDueMs;
  private final TreeMap<Bounds, Contents> contents = new TreeMap<>();
  private final Map<String, List<Session>> sessions = new LinkedHashMap<>();
  private long emissions;

  /** The answers of each epoch that has some, those of a window together, in the windows' order. */
  final List<List<Emitted>> epochs = new ArrayList<>();

  final List<Row> late = new ArrayList<>();
  long rowsWithoutTime;

  private ReferenceEngine(Plan plan, boolean keyed, ReferenceWindows windows) {
    this.plan = plan;
    this.keyed = keyed;
    this.windows = windows;
    this.earlyDueMs = earlyMs();
  }

  private long earlyMs() {
    return plan.early.map(Duration::toMillis).orElse(0L);
  }

  /** Runs a query over the rows of some partitions. */
  static ReferenceEngine run(
      Plan plan, boolean keyed, ReferenceWindows windows, List<List<Row>> partitions) {
    ReferenceEngine engine = new ReferenceEngine(plan, keyed, windows);
    int count = Math.max(1, Math.min(plan.threads, partitions.size()));
    for (int w = 0; w < count; w++) {
      Worker worker = new Worker();
      for (int p = w; p < partitions.size(); p += count) {
        worker.inputs.add(new Input(partitions.get(p)));
      }
      engine.workers.add(worker);
    }
    boolean ended;
    do {
      ended = engine.epoch();
    } while (!ended);
    return engine;
  }

  /** A partition that is read. */
  private static final class Input {
    final List<Row> rows;
    int next;
    boolean ended;
    long latest = Long.MIN_VALUE;

    Input(List<Row> rows) {
      this.rows = rows;
    }
  }

  /** Reads some partitions in turn. */
  private static final class Worker {
    final List<Input> inputs = new ArrayList<>();
    int turn;

    boolean ended() {
      return inputs.stream().allMatch(input -> input.ended);
    }
  }

  /** The rows of a window. */
  private static final class Contents {
    final Map<String, List<Row>> keys = new LinkedHashMap<>();

    /** The keys that got rows in this epoch, and since windows were last answered early. */
    final Set<String> amended = new LinkedHashSet<>();

    final Set<String> updated = new LinkedHashSet<>();
    long answered;
  }

  /** The rows of a session. */
  private static final class Session {
    long first;
    long last;
    final List<Row> rows = new ArrayList<>();

    Session(Row row) {
      first = row.time;
      last = row.time;
      rows.add(row);
    }

    boolean joins(Session other, long gap) {
      return WindowMath.subtract(other.first, last) < gap
          && WindowMath.subtract(first, other.last) < gap;
    }

    void join(Session other) {
      first = Math.min(first, other.first);
      last = Math.max(last, other.last);
      rows.addAll(other.rows);
    }
  }

  private boolean epoch() {
    for (Worker worker : workers) {
      read(worker);
    }
    boolean ended = workers.stream().allMatch(Worker::ended);
    long smallest = Long.MAX_VALUE;
    for (Worker worker : workers) {
      for (Input input : worker.inputs) {
        if (!input.ended) {
          smallest = Math.min(smallest, watermark(input));
        }
      }
    }
    long before = watermark;
    watermark = Math.max(watermark, smallest);
    boolean mayBeEarly = plan.mode != Mode.APPEND || plan.early.isPresent();
    boolean early = mayBeEarly && (ended || nowMs >= earlyDueMs);
    if (early) {
      earlyDueMs = nowMs + earlyMs();
    }
    List<Emitted> emitted =
        plan.window instanceof Window.Session session
            ? answerSessions(session.gapMs(), ended, early)
            : answerWindows(before, ended, early);
    if (!emitted.isEmpty()) {
      epochs.add(emitted);
    }
    return ended;
  }

  /** Before an input that is read to its end has ended, nothing is over. */
  private long watermark(Input input) {
    return plan.disorder.isEmpty()
        ? Long.MIN_VALUE
        : WindowMath.subtract(input.latest, plan.disorder.get().toMillis());
  }

  private void read(Worker worker) {
    long read = 0;
    while (!worker.ended() && read < plan.epochRows) {
      Input input = worker.inputs.get(worker.turn);
      worker.turn = (worker.turn + 1) % worker.inputs.size();
      if (input.next == input.rows.size()) {
        input.ended = true;
        continue;
      }
      int end = Math.min(input.rows.size(), input.next + plan.batchRows);
      for (Row row : input.rows.subList(input.next, end)) {
        if (row.time != null && !(plan.window instanceof Window.Global)) {
          input.latest = Math.max(input.latest, row.time);
        }
        take(row);
      }
      read += end - input.next;
      nowMs += end - input.next;
      input.next = end;
    }
  }

  private void take(Row row) {
    if (plan.window instanceof Window.Global) {
      add(Bounds.GLOBAL, row);
    } else if (row.time == null) {
      rowsWithoutTime++;
    } else if (plan.window instanceof Window.Session session) {
      if (isOver(WindowMath.add(row.time, session.gapMs()))) {
        late.add(row);
      } else {
        insert(row, session.gapMs());
      }
    } else {
      List<Bounds> holding = windows.holding(row.time);
      if (!holding.isEmpty() && isOver(holding.get(holding.size() - 1).end())) {
        late.add(row);
        return;
      }
      for (Bounds window : holding) {
        if (plan.mode == Mode.COMPLETE || !isOver(window.end())) {
          add(window, row);
        }
      }
    }
  }

  /** Whether rows of a window that ends then come too late, by the end of the last epoch. */
  private boolean isOver(long end) {
    return WindowMath.add(end, plan.lateness.toMillis()) <= watermark;
  }

  private void add(Bounds window, Row row) {
    Contents of = contents.computeIfAbsent(window, w -> new Contents());
    String key = keyed ? row.key : null;
    of.keys.computeIfAbsent(key, k -> new ArrayList<>()).add(row);
    of.amended.add(key);
    of.updated.add(key);
  }

  private void insert(Row row, long gap) {
    String key = keyed ? row.key : null;
    List<Session> all = sessions.computeIfAbsent(key, k -> new ArrayList<>());
    Session joined = new Session(row);
    for (Session session : List.copyOf(all)) {
      if (session.joins(joined, gap)) {
        joined.join(session);
        all.remove(session);
      }
    }
    all.add(joined);
  }

  /**
   * The answers of windows.
   *
   * @param before the watermark before this epoch's end
   */
  private List<Emitted> answerWindows(long before, boolean ended, boolean early) {
    boolean global = plan.window instanceof Window.Global;
    if (global && ended && !keyed && contents.isEmpty()) {
      Contents nothing = contents.computeIfAbsent(Bounds.GLOBAL, w -> new Contents());
      nothing.keys.put(null, List.of());
      nothing.updated.add(null);
    }
    List<Emitted> emitted = new ArrayList<>();
    for (Map.Entry<Bounds, Contents> entry : contents.entrySet()) {
      Contents window = entry.getValue();
      boolean wasOver = !global && entry.getKey().end() <= before;
      boolean isOver = ended || (!global && entry.getKey().end() <= watermark);
      Set<String> keys = Set.of();
      if (plan.mode == Mode.COMPLETE) {
        keys = early ? window.keys.keySet() : keys;
      } else if (wasOver) {
        keys = window.amended;
      } else if (isOver) {
        keys = plan.mode == Mode.APPEND ? window.keys.keySet() : window.updated;
      } else if (early) {
        keys = window.updated;
      }
      for (String key : keys) {
        List<Object> values = values(window.keys.get(key));
        emitted.add(new Emitted(entry.getKey(), key, window.answered, values));
      }
      window.answered += keys.isEmpty() ? 0 : 1;
      window.amended.clear();
      if (early) {
        window.updated.clear();
      }
    }
    return emitted;
  }

  /** All sessions, or those that are over and then forgotten. */
  private List<Emitted> answerSessions(long gap, boolean ended, boolean early) {
    List<Emitted> emitted = new ArrayList<>();
    boolean complete = plan.mode == Mode.COMPLETE;
    for (Map.Entry<String, List<Session>> entry : sessions.entrySet()) {
      for (Session session : List.copyOf(entry.getValue())) {
        Bounds bounds = new Bounds(session.first, WindowMath.add(session.last, gap));
        if (complete ? early : ended || bounds.end() <= watermark) {
          long revision = complete ? emissions : 0;
          emitted.add(new Emitted(bounds, entry.getKey(), revision, values(session.rows)));
          if (!complete) {
            entry.getValue().remove(session);
          }
        }
      }
    }
    emitted.sort(Comparator.comparing(Emitted::window));
    emissions += emitted.isEmpty() ? 0 : 1;
    return emitted;
  }

  /** count, sum, min, max and the exact and approximate number of distinct values. */
  static List<Object> values(List<Row> rows) {
    List<Long> values = rows.stream().map(Row::value).filter(v -> v != null).toList();
    return Arrays.asList(
        (long) rows.size(),
        values.isEmpty() ? null : values.stream().mapToLong(v -> v).sum(),
        values.stream().min(Comparator.naturalOrder()).orElse(null),
        values.stream().max(Comparator.naturalOrder()).orElse(null),
        values.stream().distinct().count(),
        about(ABOUT, rows));
  }

  private static <A> Estimate about(Aggregator.OfHash<A, Estimate> aggregator, List<Row> rows) {
    A state = aggregator.create();
    for (Row row : rows) {
      if (row.user != null) {
        aggregator.add(state, Hash64.xxh3().hash(row.user));
      }
    }
    Estimate exact = aggregator.result(state, 0.95);
    // answers show numbers of values as whole numbers, and their bars widened to whole numbers
    return new Estimate(
        Math.rint(exact.value()),
        Math.floor(exact.lower()),
        Math.ceil(exact.upper()),
        exact.confidence(),
        exact.guarantee());
  }
}
