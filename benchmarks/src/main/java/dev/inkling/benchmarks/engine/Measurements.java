package dev.inkling.benchmarks.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was measured, by contender, query and number of keys. */
final class Measurements {

  /** One measured number after the other; millions of events per second or seconds. */
  static final class Samples {
    private double[] values = {};
    private double[] inOrder = {};

    void add(double value) {
      inOrder = Arrays.copyOf(inOrder, inOrder.length + 1);
      inOrder[inOrder.length - 1] = value;
      values = inOrder.clone();
      Arrays.sort(values);
    }

    /** As they were added, one after the other. */
    double[] inOrder() {
      return inOrder.clone();
    }

    boolean isEmpty() {
      return values.length == 0;
    }

    double median() {
      int middle = values.length / 2;
      return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }

    double least() {
      return values[0];
    }

    double most() {
      return values[values.length - 1];
    }
  }

  /** Everything about one query of one contender. */
  static final class Cell {
    final Samples millionsPerSecond = new Samples();
    final Samples cpuNanosPerEvent = new Samples();
    Verdict verdict;

    /** Of how many events a run was. */
    long events;

    String failure = "";
  }

  private final Map<String, Cell> cells = new TreeMap<>();
  private final Map<String, Samples> starts = new TreeMap<>();
  private final Map<String, Samples> loads = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();

  private static String id(Contender contender) {
    return contender.name() + "/" + contender.threads();
  }

  Cell cell(Contender contender, Workload workload, int keys) {
    String id = id(contender) + "/" + workload + "/" + keys;
    return cells.computeIfAbsent(id, k -> new Cell());
  }

  /** Seconds from the start of the process to the first event. */
  Samples starts(Contender contender) {
    return starts.computeIfAbsent(id(contender), k -> new Samples());
  }

  /** Seconds that loading took. */
  Samples loads(Contender contender) {
    return loads.computeIfAbsent(id(contender), k -> new Samples());
  }

  void problem(String text) {
    if (!problems.contains(text)) {
      problems.add(text);
    }
  }

  /** What went wrong, in words; nothing is left out of the table silently. */
  List<String> problems() {
    return problems;
  }
}
