package dev.inkling.engine.stream;

import dev.inkling.engine.Source;
import dev.inkling.operator.Column;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The partitions of several sources side by side. */
final class UnionSource implements Source {

  private final List<Source> sources;

  /**
   * A union.
   *
   * @throws IllegalArgumentException if the sources do not have the same columns; the message names
   *     one
   */
  UnionSource(List<Source> sources) {
    this.sources = List.copyOf(sources);
    for (Source other : sources) {
      checkSame(sources.get(0), other);
    }
  }

  private static void checkSame(Source first, Source other) {
    Schema schema = first.schema();
    for (Column column : schema.columns()) {
      if (!other.schema().contains(column.name())) {
        throw new IllegalArgumentException(
            "a union needs the same columns: "
                + other.name()
                + " has no column "
                + column.name()
                + " ("
                + column.type()
                + ")");
      }
      Type type = other.schema().type(column.name());
      if (type != column.type()) {
        throw new IllegalArgumentException(
            "a union needs the same columns: "
                + column.name()
                + " is "
                + column.type()
                + " in "
                + first.name()
                + " and "
                + type
                + " in "
                + other.name());
      }
    }
    for (Column column : other.schema().columns()) {
      if (!schema.contains(column.name())) {
        throw new IllegalArgumentException(
            "a union needs the same columns: "
                + first.name()
                + " has no column "
                + column.name()
                + " ("
                + column.type()
                + ")");
      }
    }
  }

  /** The bytes of all sources, −1 if those of one are unknown. */
  static long totalBytes(List<Source> sources) {
    long total = 0;
    for (Source source : sources) {
      long bytes = source.totalBytes();
      if (bytes < 0) {
        return -1;
      }
      total += bytes;
    }
    return total;
  }

  @Override
  public String name() {
    return sources.stream().map(Source::name).collect(Collectors.joining(", "));
  }

  @Override
  public Schema schema() {
    return sources.get(0).schema();
  }

  @Override
  public long totalBytes() {
    return totalBytes(sources);
  }

  @Override
  public List<Partition> partitions(int wanted) throws IOException {
    List<Partition> partitions = new ArrayList<>();
    int each = Math.max(1, wanted / sources.size());
    for (Source source : sources) {
      partitions.addAll(source.partitions(each));
    }
    return partitions;
  }
}
