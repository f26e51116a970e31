package dev.inkling.operator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What is asked of a stream, not how it is answered: an immutable value that every engine takes.
 *
 * <p>Rows that satisfy {@code where} are put into a window by their event time and into a group by
 * their keys; each group's aggregates are computed; groups that satisfy {@code having} are answered
 * with the {@code select} columns, in the given order.
 *
 * <p>Keys, {@code where} and the aggregates' inputs are expressions over the input's columns.
 * {@code select}, {@code having} and {@code orderBy} are expressions over the <em>answer's</em>
 * columns: {@code window_start} and {@code window_end} (TIMESTAMP, only with a window), the keys by
 * name, and the aggregates' outputs by name and suffix, with {@link Expr.Bar} for their bars.
 *
 * <p>With {@code sampling} all that is only done with a sample of the rows, and the aggregates,
 * which must be those of {@link dev.inkling.operator.sampling.SampleAggregators}, estimate what
 * they would be of all rows.
 *
 * <p>With {@code shedding} the rows that the query has no time for are left out; the same is asked
 * of its aggregates.
 *
 * <p>Every bar holds with probability {@code confidence}. If {@code simultaneous} they all hold
 * together with that probability: those of all columns in all rows, whether {@code having} and
 * {@code limit} leave them in the answer or not.
 */
public record Query(
    Input input,
    Optional<Sampling> sampling,
    Optional<Shedding> shedding,
    Optional<EventTime> eventTime,
    Optional<Expr> where,
    Window window,
    List<Key> keys,
    List<Aggregate> aggregates,
    Optional<Expr> having,
    List<Selected> select,
    List<Ordering> orderBy,
    Optional<Long> limit,
    long offset,
    double confidence,
    boolean simultaneous,
    Emission emission,
    Optional<Destination> late,
    Optional<Destination> destination) {

  /** The name of the column that holds a window's start. */
  public static final String WINDOW_START = "window_start";

  /** The name of the column that holds a window's end. */
  public static final String WINDOW_END = "window_end";

  /**
   * The name of the column that says how often an answer's window was answered before; only if
   * answers may go out more than once.
   */
  public static final String REVISION = "revision";

  /**
   * The time by which rows are put into windows.
   *
   * @param column a TIMESTAMP that says when an event happened; empty: processing time, which is
   *     when the engine works on the row
   * @param disorder how much later than younger rows a row may arrive and still be on time; empty
   *     if a bounded input is to be read to its end before anything is answered, so that no row is
   *     late
   * @param lateness for how long after its end, in event time, a window is still amended by rows
   *     that come late
   * @param idle after which time without a row a partition is no longer waited for; if that is so
   *     of all, the one that is ahead decides which windows are over. Empty: all are waited for
   */
  public record EventTime(
      Optional<String> column,
      Optional<Duration> disorder,
      Duration lateness,
      Optional<Duration> idle) {

    /** Checks the ranges. */
    public EventTime {
      disorder.ifPresent(d -> check("disorder must not be negative", d, !d.isNegative()));
      check("allowed lateness must not be negative", lateness, !lateness.isNegative());
      idle.ifPresent(
          d ->
              check(
                  "the time after which a partition is idle must be at least 1 ms", d, !isNone(d)));
    }

    /** By a column of a bounded input, none of whose rows is late. */
    public static EventTime of(String column) {
      return new EventTime(Optional.of(column), Optional.empty(), Duration.ZERO, Optional.empty());
    }

    /** By a column whose values come at most so much too late. */
    public static EventTime of(String column, Duration disorder) {
      return new EventTime(
          Optional.of(column), Optional.of(disorder), Duration.ZERO, Optional.empty());
    }

    /** By the time at which the engine works on a row. */
    public static EventTime processing() {
      return new EventTime(
          Optional.empty(), Optional.of(Duration.ZERO), Duration.ZERO, Optional.empty());
    }

    private static boolean isNone(Duration duration) {
      return duration.compareTo(Duration.ofMillis(1)) < 0;
    }

    private static void check(String rule, Duration value, boolean holds) {
      if (!holds) {
        throw new IllegalArgumentException(rule + ", got " + value);
      }
    }
  }

  /**
   * A key column.
   *
   * @param name the column's name in answers
   * @param expr what it is, over the input's columns
   */
  public record Key(String name, Expr expr) {}

  /**
   * An aggregate.
   *
   * @param name the column's name in answers
   * @param input the values, over the input's columns; empty for {@link Aggregator.Of}
   * @param filter only rows that satisfy it are added
   * @param aggregator how they are summed up
   */
  public record Aggregate(
      String name, Optional<Expr> input, Optional<Expr> filter, Aggregator<?, ?> aggregator) {}

  /**
   * A column of the answer.
   *
   * @param name its name
   * @param value what it shows
   * @param bars the ends of its bar; empty if it is exact
   */
  public record Selected(String name, Expr value, Optional<Bars> bars) {}

  /**
   * The bar of a selected column as expressions over the answer's columns.
   *
   * @param lower the lower end
   * @param upper the upper end
   * @param exact whether the value is the truth, BOOLEAN
   */
  public record Bars(Expr lower, Expr upper, Expr exact) {}

  /**
   * An order of answers; nulls last.
   *
   * @param expr what is compared
   * @param descending whether the largest comes first
   */
  public record Ordering(Expr expr, boolean descending) {}

  /** Checks ranges and copies lists. */
  public Query {
    Objects.requireNonNull(input, "input");
    keys = List.copyOf(keys);
    aggregates = List.copyOf(aggregates);
    select = List.copyOf(select);
    orderBy = List.copyOf(orderBy);
    if (sampling.isPresent() && shedding.isPresent()) {
      throw new IllegalArgumentException(
          "a query either samples or sheds load: drop Query.sample or Query.shed");
    }
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException("confidence must be in (0, 1), got " + confidence);
    }
    if (!(window instanceof Window.Global) && eventTime.isEmpty()) {
      throw new IllegalArgumentException("a window needs an event time, see Query.eventTime");
    }
    Objects.requireNonNull(emission, "emission");
    if (eventTime.isPresent() && !eventTime.get().lateness().isZero()) {
      if (eventTime.get().disorder().isEmpty()) {
        throw new IllegalArgumentException(
            "lateness is only allowed with a disorder, see Query.eventTime: without one no row is"
                + " late");
      }
      if (sampling.isPresent() || shedding.isPresent()) {
        throw new IllegalArgumentException(
            "a query that samples or sheds load does not amend its answers: drop Query.sample or"
                + " Query.shed, or Query.allowedLateness");
      }
    }
    if (window instanceof Window.Session
        && (eventTime.filter(t -> !t.lateness().isZero()).isPresent()
            || (emission.isEarly() && emission.mode() != Emission.Mode.COMPLETE))) {
      throw new IllegalArgumentException(
          "a session's bounds change as rows come, so that no answer can take the place of an"
              + " earlier one: use a larger disorder in place of an allowed lateness, and"
              + " Emission.Mode.APPEND or COMPLETE without early answers");
    }
    if (emission.isEarly() && (sampling.isPresent() || shedding.isPresent())) {
      throw new IllegalArgumentException(
          "a query that samples or sheds load answers once: use Emission.Mode.APPEND without early"
              + " answers");
    }
    if (simultaneous && eventTime.flatMap(EventTime::disorder).isPresent()) {
      throw new IllegalArgumentException(
          "bars for all rows together need all rows: use Query.eventTime without a disorder");
    }
    if (limit.isPresent() && limit.get() < 0) {
      throw new IllegalArgumentException("limit must be at least 0, got " + limit.get());
    }
    if (offset < 0) {
      throw new IllegalArgumentException("offset must be at least 0, got " + offset);
    }
  }

  /** A query over everything in an input; the methods below make other queries of it. */
  public static Query from(Input input) {
    return new Query(
        input,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Window.global(),
        List.of(),
        List.of(),
        Optional.empty(),
        List.of(),
        List.of(),
        Optional.empty(),
        0,
        0.95,
        false,
        Emission.append(),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * Answers from a sample of the rows; the aggregates must be {@link
   * dev.inkling.operator.sampling.SampleAggregators}.
   */
  public Query sample(Sampling newSampling) {
    return change(draft -> draft.sampling = Optional.of(newSampling));
  }

  /**
   * Works on no more rows than there is time for, and answers from these; the aggregates must be
   * {@link dev.inkling.operator.sampling.SampleAggregators}.
   */
  public Query shed(Shedding newShedding) {
    return change(draft -> draft.shedding = Optional.of(newShedding));
  }

  /**
   * The column with the time of events; a bounded input is read to its end first, so that no row is
   * late.
   */
  public Query eventTime(String column) {
    return time(EventTime.of(column));
  }

  /** The column with the time of events, and how late a row may arrive; see {@link EventTime}. */
  public Query eventTime(String column, Duration disorder) {
    return time(EventTime.of(column, disorder));
  }

  /** Windows by the time at which the engine works on a row. */
  public Query processingTime() {
    return time(EventTime.processing());
  }

  /** The time by which rows are put into windows. */
  public Query time(EventTime newTime) {
    return change(draft -> draft.eventTime = Optional.of(newTime));
  }

  /**
   * For how long after its end, in event time, a window is amended by late rows. Its answer goes
   * out again, with a higher revision.
   *
   * @throws IllegalStateException if there is no event time yet
   */
  public Query allowedLateness(Duration lateness) {
    EventTime t = knownTime("allowedLateness");
    return time(new EventTime(t.column(), t.disorder(), lateness, t.idle()));
  }

  /**
   * After which time without a row a partition is no longer waited for.
   *
   * @throws IllegalStateException if there is no event time yet
   */
  public Query idleAfter(Duration idle) {
    EventTime t = knownTime("idleAfter");
    return time(new EventTime(t.column(), t.disorder(), t.lateness(), Optional.of(idle)));
  }

  private EventTime knownTime(String method) {
    return eventTime.orElseThrow(
        () -> new IllegalStateException("call Query.eventTime before Query." + method));
  }

  /** Whether an answer may go out again because more rows have come. */
  public boolean mayRevise() {
    return emission.isEarly() || eventTime.filter(t -> !t.lateness().isZero()).isPresent();
  }

  /** When answers go out, and which. */
  public Query emit(Emission newEmission) {
    return change(draft -> draft.emission = newEmission);
  }

  /** Which answers go out. */
  public Query outputMode(Emission.Mode mode) {
    return emit(new Emission(mode, emission.early(), emission.trigger()));
  }

  /** Answers windows that are not over too, every so often. */
  public Query earlyEvery(Duration period) {
    return emit(new Emission(emission.mode(), Optional.of(period), emission.trigger()));
  }

  /** When what was read is summed up. */
  public Query trigger(Emission.Trigger trigger) {
    return emit(new Emission(emission.mode(), emission.early(), trigger));
  }

  /**
   * Where rows go that come too late for every window that would hold them: the columns that the
   * query reads, as they were read.
   */
  public Query lateTo(Destination newDestination) {
    return change(draft -> draft.late = Optional.of(newDestination));
  }

  /** Only rows that satisfy this condition, and the one given before if there is one. */
  public Query where(Expr condition) {
    return change(
        draft -> draft.where = Optional.of(where.map(w -> w.and(condition)).orElse(condition)));
  }

  /** The windows that rows are put into. */
  public Query window(Window newWindow) {
    return change(draft -> draft.window = newWindow);
  }

  /** Adds a key that is computed. */
  public Query groupBy(String name, Expr expr) {
    return change(draft -> draft.keys = append(keys, new Key(name, expr)));
  }

  /** Adds an aggregate. */
  public Query aggregate(Aggregate aggregate) {
    return change(draft -> draft.aggregates = append(aggregates, aggregate));
  }

  /** Only answers that satisfy this condition. */
  public Query having(Expr condition) {
    return change(
        draft -> draft.having = Optional.of(having.map(h -> h.and(condition)).orElse(condition)));
  }

  /** The columns of the answer; without this call the window, the keys and the aggregates. */
  public Query select(List<Selected> columns) {
    return change(draft -> draft.select = columns);
  }

  /** Adds an order; the first given decides first. */
  public Query orderBy(Expr expr, boolean descending) {
    return change(draft -> draft.orderBy = append(orderBy, new Ordering(expr, descending)));
  }

  /** At most this many answers. */
  public Query limit(long rows) {
    return change(draft -> draft.limit = Optional.of(rows));
  }

  /** Without the first answers. */
  public Query offset(long rows) {
    return change(draft -> draft.offset = rows);
  }

  /** The confidence of all bars, in (0, 1). */
  public Query confidence(double newConfidence) {
    return change(draft -> draft.confidence = newConfidence);
  }

  /** Makes the confidence that of all bars together instead of each alone. */
  public Query forAllRows() {
    return change(draft -> draft.simultaneous = true);
  }

  /** Where the answers go. */
  public Query to(Destination newDestination) {
    return change(draft -> draft.destination = Optional.of(newDestination));
  }

  /** Adds keys that are columns. */
  public Query groupBy(String... columns) {
    Query query = this;
    for (String column : columns) {
      query = query.groupBy(column, Expr.col(column));
    }
    return query;
  }

  /** Adds an aggregate of a column. */
  public Query aggregate(String name, String column, Aggregator<?, ?> aggregator) {
    return aggregate(
        new Aggregate(name, Optional.of(Expr.col(column)), Optional.empty(), aggregator));
  }

  /** Adds an aggregate of rows. */
  public Query aggregate(String name, Aggregator.Of<?, ?> aggregator) {
    return aggregate(new Aggregate(name, Optional.empty(), Optional.empty(), aggregator));
  }

  /** A query whose parts may still be changed. */
  private static final class Draft {
    Input input;
    Optional<Sampling> sampling;
    Optional<Shedding> shedding;
    Optional<EventTime> eventTime;
    Optional<Expr> where;
    Window window;
    List<Key> keys;
    List<Aggregate> aggregates;
    Optional<Expr> having;
    List<Selected> select;
    List<Ordering> orderBy;
    Optional<Long> limit;
    long offset;
    double confidence;
    boolean simultaneous;
    Emission emission;
    Optional<Destination> late;
    Optional<Destination> destination;

    Draft(Query from) {
      input = from.input;
      sampling = from.sampling;
      shedding = from.shedding;
      eventTime = from.eventTime;
      where = from.where;
      window = from.window;
      keys = from.keys;
      aggregates = from.aggregates;
      having = from.having;
      select = from.select;
      orderBy = from.orderBy;
      limit = from.limit;
      offset = from.offset;
      confidence = from.confidence;
      simultaneous = from.simultaneous;
      emission = from.emission;
      late = from.late;
      destination = from.destination;
    }
  }

  private Query change(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return new Query(
        draft.input,
        draft.sampling,
        draft.shedding,
        draft.eventTime,
        draft.where,
        draft.window,
        draft.keys,
        draft.aggregates,
        draft.having,
        draft.select,
        draft.orderBy,
        draft.limit,
        draft.offset,
        draft.confidence,
        draft.simultaneous,
        draft.emission,
        draft.late,
        draft.destination);
  }

  private static <T> List<T> append(List<T> list, T element) {
    List<T> longer = new ArrayList<>(list);
    longer.add(element);
    return longer;
  }
}
