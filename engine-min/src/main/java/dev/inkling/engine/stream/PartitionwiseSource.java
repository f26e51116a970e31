package dev.inkling.engine.stream;

import dev.inkling.engine.Source;
import dev.inkling.operator.Schema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A source with the partitions of another, whose rows are made of the other's. */
final class PartitionwiseSource implements Source {

  /** Opens a reader. */
  interface Opening {

    /**
     * Opens a reader of a partition.
     *
     * @param columns those wanted of the new rows
     */
    Reader open(Partition upstream, Schema columns, byte[] position) throws IOException;
  }

  private final Source upstream;
  private final Schema schema;
  private final Opening opening;

  PartitionwiseSource(Source upstream, Schema schema, Opening opening) {
    this.upstream = upstream;
    this.schema = schema;
    this.opening = opening;
  }

  @Override
  public String name() {
    return upstream.name();
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public long totalBytes() {
    return upstream.totalBytes();
  }

  @Override
  public List<Partition> partitions(int wanted) throws IOException {
    List<Partition> partitions = new ArrayList<>();
    for (Partition partition : upstream.partitions(wanted)) {
      partitions.add(new Transformed(partition, opening));
    }
    return partitions;
  }

  private record Transformed(Partition upstream, Opening opening) implements Partition {
    @Override
    public String name() {
      return upstream.name();
    }

    @Override
    public Reader open(Schema columns, byte[] position) throws IOException {
      return opening.open(upstream, columns, position);
    }
  }
}
