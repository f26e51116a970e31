package dev.inkling.engine.internal;

import dev.inkling.engine.BadRowException;
import dev.inkling.engine.Source;

/** What workers have counted; see {@link dev.inkling.engine.Job.Progress} for the meanings. */
record Counters(
    long rowsRead,
    long rowsSampled,
    long rowsFiltered,
    long rowsLate,
    long rowsWithoutTime,
    long valuesNaN,
    long rowsBad,
    BadRowException firstBad,
    long bytesRead) {

  static final Counters NONE = new Counters(0, 0, 0, 0, 0, 0, 0, null, 0);

  /** What a reader says of its partition, and how many of its rows were sampled. */
  static Counters of(long rows, long sampled, Source.Progress progress) {
    return new Counters(
        rows, sampled, 0, 0, 0, 0, progress.rowsBad(), progress.firstBad(), progress.bytesRead());
  }

  /** These with what a worker's path counted. */
  Counters with(WorkerPath path) {
    return new Counters(
        rowsRead,
        rowsSampled,
        path.rowsFiltered(),
        path.times().rowsLate(),
        path.times().rowsWithoutTime(),
        path.valuesNaN(),
        rowsBad,
        firstBad,
        bytesRead);
  }

  Counters plus(Counters other) {
    return new Counters(
        rowsRead + other.rowsRead,
        rowsSampled + other.rowsSampled,
        rowsFiltered + other.rowsFiltered,
        rowsLate + other.rowsLate,
        rowsWithoutTime + other.rowsWithoutTime,
        valuesNaN + other.valuesNaN,
        rowsBad + other.rowsBad,
        first(firstBad, other.firstBad),
        bytesRead + other.bytesRead);
  }

  private static BadRowException first(BadRowException left, BadRowException right) {
    if (left == null || right == null) {
      return left == null ? right : left;
    }
    int byFile = left.file().compareTo(right.file());
    return byFile < 0 || (byFile == 0 && left.line() <= right.line()) ? left : right;
  }
}
