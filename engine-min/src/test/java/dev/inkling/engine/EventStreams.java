package dev.inkling.engine;

import dev.inkling.engine.ReferenceEngine.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Random streams of events, mostly in the order of their times. */
final class EventStreams {

  private EventStreams() {}

  /**
   * A stream.
   *
   * @param rows how many rows it has
   * @param origin the time at which it starts
   * @param unit by how much, on average, an event is later than the one before in its partition
   * @param disorder by how many units an event may be late; a few are by much more
   */
  record Shape(int rows, long origin, long unit, int disorder) {}

  /** The rows of each partition; one in 25 has no time. */
  static List<List<Row>> random(Shape shape, int partitions, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<List<Row>> all = new ArrayList<>();
    for (int p = 0; p < partitions; p++) {
      all.add(new ArrayList<>());
    }
    for (int row = 0; row < shape.rows; row++) {
      // partitions may be of different length and progress
      int partition = random.nextInt(partitions) * random.nextInt(2) + row % partitions;
      List<Row> rows = all.get(partition % partitions);
      rows.add(row(shape, rows.size(), random));
    }
    return all;
  }

  private static Row row(Shape shape, int number, SplittableRandom random) {
    long units = (long) number - random.nextInt(shape.disorder + 1);
    if (random.nextInt(15) == 0) {
      units -= random.nextInt(6 * shape.disorder + 20);
    }
    if (random.nextInt(40) == 0) {
      units += random.nextInt(30); // a gap for sessions, and a jump of the watermark
    }
    long time = shape.origin + units * shape.unit + random.nextLong(shape.unit);
    String key = random.nextInt(9) == 0 ? null : "k" + random.nextInt(1 + random.nextInt(4));
    Long value = random.nextInt(7) == 0 ? null : (Long) random.nextLong(-20, 20);
    String user = random.nextInt(11) == 0 ? null : "user " + random.nextInt(60);
    return new Row(random.nextInt(25) == 0 ? null : (Long) time, key, value, user);
  }
}
