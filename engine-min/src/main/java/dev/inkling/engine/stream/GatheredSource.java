package dev.inkling.engine.stream;

import dev.inkling.engine.Source;
import dev.inkling.operator.Schema;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/** A source of one partition, which reads all partitions of others. */
final class GatheredSource implements Source {

  /** Opens a reader. */
  interface Opening {

    /**
     * Opens the reader of everything.
     *
     * @param columns those wanted of the new rows
     */
    Reader open(Schema columns) throws IOException;
  }

  private final List<Source> upstreams;
  private final Schema schema;
  private final String operator;
  private final Opening opening;

  /** A source; {@code operator} is how messages call what has the state. */
  GatheredSource(List<Source> upstreams, Schema schema, String operator, Opening opening) {
    this.upstreams = upstreams;
    this.schema = schema;
    this.operator = operator;
    this.opening = opening;
  }

  @Override
  public String name() {
    return upstreams.stream().map(Source::name).collect(Collectors.joining(" and "));
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public long totalBytes() {
    return UnionSource.totalBytes(upstreams);
  }

  @Override
  public List<Partition> partitions(int wanted) {
    return List.of(
        new Partition() {
          @Override
          public String name() {
            return GatheredSource.this.name();
          }

          @Override
          public Reader open(Schema columns, byte[] position) throws IOException {
            if (position != null) {
              throw Columns.noPosition(operator);
            }
            return opening.open(columns);
          }
        });
  }
}
