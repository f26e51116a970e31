package dev.inkling.engine.stream;

import dev.inkling.engine.RowBatch;
import dev.inkling.engine.RowsSource;
import dev.inkling.engine.Source;
import dev.inkling.engine.internal.Evaluator;
import dev.inkling.operator.Schema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Rows that a test gives, with a list of what was read of them, and with pauses in between. */
final class WatchedSource implements Source {

  /** A row that was read, with the values of the columns that were asked for. */
  record Read(String source, int partition, List<Object> values) {}

  private final String name;
  private final RowsSource rows;
  private final Random pauses;
  final List<Read> log;
  final List<Schema> opened = new ArrayList<>();
  int closed;

  WatchedSource(String name, Schema schema, List<List<Object[]>> partitions, List<Read> log) {
    this(name, schema, partitions, log, null);
  }

  /** With {@code pauses}, a poll now and then has nothing. */
  WatchedSource(
      String name, Schema schema, List<List<Object[]>> partitions, List<Read> log, Random pauses) {
    this.name = name;
    this.rows = new RowsSource(schema, partitions);
    this.log = log;
    this.pauses = pauses;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Schema schema() {
    return rows.schema();
  }

  @Override
  public List<Partition> partitions(int wanted) {
    List<Partition> all = new ArrayList<>();
    for (Partition partition : rows.partitions(wanted)) {
      all.add(new WatchedPartition(partition, all.size()));
    }
    return all;
  }

  private final class WatchedPartition implements Partition {
    private final Partition partition;
    private final int number;

    WatchedPartition(Partition partition, int number) {
      this.partition = partition;
      this.number = number;
    }

    @Override
    public String name() {
      return WatchedSource.this.name + " " + number;
    }

    @Override
    public Reader open(Schema columns, byte[] position) throws IOException {
      opened.add(columns);
      return new WatchedReader(partition.open(columns, position), number);
    }
  }

  private final class WatchedReader implements Reader {
    private final Reader reader;
    private final int number;
    private boolean ended;

    WatchedReader(Reader reader, int number) {
      this.reader = reader;
      this.number = number;
    }

    @Override
    public int poll(RowBatch target) throws IOException {
      if (!ended && pauses != null && pauses.nextInt(3) == 0) {
        target.reset();
        return 0;
      }
      int count = reader.poll(target);
      ended = count == END;
      for (int row = 0; row < count; row++) {
        List<Object> values = new ArrayList<>();
        for (int c = 0; c < target.schema().size(); c++) {
          values.add(Evaluator.valueAt(target.column(c), row));
        }
        log.add(new Read(name, number, values));
      }
      return count;
    }

    @Override
    public byte[] position() {
      return reader.position();
    }

    @Override
    public Progress progress() {
      return reader.progress();
    }

    @Override
    public void close() throws IOException {
      closed++;
      reader.close();
    }
  }
}
