package dev.inkling.engine.internal;

import dev.inkling.engine.Answer;
import dev.inkling.operator.Query;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Puts answers in order; with a limit it keeps no more than that many. Nulls come last. */
final class AnswerOrder {

  private final Comparator<Row> comparator;
  private final long kept;
  private final List<Row> rows = new ArrayList<>();
  private final PriorityQueue<Row> worstFirst;
  private long added;

  private record Row(List<Object> keys, long number, Answer answer) {}

  AnswerOrder(List<Query.Ordering> orderings, long limit, long offset) {
    this.comparator = comparator(orderings);
    this.kept = limit > Long.MAX_VALUE - offset ? Long.MAX_VALUE : limit + offset;
    this.worstFirst = new PriorityQueue<>(comparator.reversed());
  }

  private static Comparator<Row> comparator(List<Query.Ordering> orderings) {
    return (left, right) -> {
      for (int k = 0; k < orderings.size(); k++) {
        int order = compare(left.keys.get(k), right.keys.get(k), orderings.get(k).descending());
        if (order != 0) {
          return order;
        }
      }
      return Long.compare(left.number, right.number);
    };
  }

  private static int compare(Object left, Object right, boolean descending) {
    if (left == null || right == null) {
      return left == right ? 0 : left == null ? 1 : -1;
    }
    int order;
    if (left instanceof Long number) {
      order = number.compareTo((Long) right);
    } else if (left instanceof Double number) {
      order = number.compareTo((Double) right);
    } else if (left instanceof Boolean flag) {
      order = flag.compareTo((Boolean) right);
    } else {
      order = codePointOrder((String) left, (String) right);
    }
    return descending ? -order : order;
  }

  private static int codePointOrder(String left, String right) {
    return Arrays.compareUnsigned(
        left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
  }

  void add(List<Object> keys, Answer answer) {
    Row row = new Row(keys, added++, answer);
    if (kept > 1_000_000) {
      rows.add(row);
    } else {
      worstFirst.add(row);
      if (worstFirst.size() > kept) {
        worstFirst.poll();
      }
    }
  }

  /** What was added, in order. */
  List<Answer> sorted() {
    rows.addAll(worstFirst);
    rows.sort(comparator);
    return rows.stream().map(Row::answer).toList();
  }
}
