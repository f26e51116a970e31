package dev.inkling.engine.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkling.engine.ManualClock;
import dev.inkling.engine.RowBatch;
import dev.inkling.engine.Source;
import dev.inkling.operator.Column;
import dev.inkling.operator.RateInput;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RateSourceTest {

  private static final long MS = 1_000_000;
  private final ManualClock clock = new ManualClock();

  private Source.Reader open(String name, int partition, int partitions, byte[] position)
      throws IOException {
    RateSource source = RateSource.open(RateInput.named(name), clock);
    return source.partitions(partitions).get(partition).open(source.schema(), position);
  }

  @Test
  void rowsComeWhenTheyAreDue() throws IOException {
    Source.Reader reader = open("rate://1000", 0, 1, null);
    RowBatch batch = new RowBatch(RateInput.SCHEMA, 64);
    assertThat(reader.poll(batch)).isZero();
    clock.pass(MS - 1);
    assertThat(reader.poll(batch)).isZero();
    clock.pass(1);
    assertThat(reader.poll(batch)).isEqualTo(1);
    clock.pass(100 * MS);
    assertThat(reader.poll(batch)).isEqualTo(64);
    assertThat(reader.poll(batch)).isEqualTo(36);
    assertThat(batch.column("value").longs()[35]).isEqualTo(100);
    assertThat(batch.column("ts").longs()[35]).isEqualTo(RateInput.START_MS + 100);
    assertThat(reader.poll(batch)).isZero();
  }

  @Test
  void partitionsShareTheRowsAndEndWithThem() throws IOException {
    long seen = 0;
    for (int p = 0; p < 3; p++) {
      Source.Reader reader = open("rate://300?rows=10", p, 3, null);
      RowBatch batch = new RowBatch(RateInput.SCHEMA, 2);
      assertThat(reader.poll(batch)).isZero();
      clock.pass(1_000 * MS);
      for (int n = reader.poll(batch); n != Source.Reader.END; n = reader.poll(batch)) {
        for (int row = 0; row < n; row++) {
          long value = batch.column("value").longs()[row];
          assertThat(value % 3).isEqualTo(p);
          assertThat(batch.column("ts").longs()[row])
              .isEqualTo(RateInput.START_MS + value * 1_000 / 300);
          seen |= 1L << value;
        }
      }
    }
    assertThat(seen).isEqualTo((1 << 10) - 1);
  }

  @Test
  void aPositionIsTheNextRow() throws IOException {
    RowBatch batch = new RowBatch(RateInput.SCHEMA, 5);
    Source.Reader reader = open("rate://1000", 1, 2, null);
    reader.poll(batch);
    clock.pass(100 * MS);
    assertThat(reader.poll(batch)).isEqualTo(5);
    byte[] position = reader.position();
    Source.Reader again = open("rate://1000", 1, 2, position);
    again.poll(batch);
    clock.pass(100 * MS);
    assertThat(again.poll(batch)).isEqualTo(5);
    assertThat(batch.column("value").longs()[0]).isEqualTo(11);
    assertThatThrownBy(() -> open("rate://1000", 0, 2, position)).hasMessageContaining("position");
    assertThatThrownBy(() -> open("rate://1000", 0, 3, position)).hasMessageContaining("position");
  }

  @Test
  void onlyTheColumnsThatAreWantedAreFilled() throws IOException {
    RateSource source = RateSource.open(RateInput.named("rate://1000000000?rows=3"), clock);
    Schema values = Schema.of(new Column("value", Type.BIGINT));
    RowBatch batch = new RowBatch(values, 5);
    Source.Reader reader = source.partitions(1).get(0).open(values, null);
    reader.poll(batch);
    clock.pass(10_000_000_000L * 1_000_000);
    assertThat(reader.poll(batch)).isEqualTo(3);
    assertThat(batch.column(0).longs()).startsWith(0, 1, 2);
    assertThat(reader.poll(batch)).isEqualTo(Source.Reader.END);
  }

  @Test
  void namesAreChecked() {
    assertThat(RateInput.named("rate://5?rows=0").name()).isEqualTo("rate://5?rows=0");
    for (String wrong : List.of("rate://", "rate://x", "rate://5?row=1", "rate://5?rows=", "x")) {
      assertThatThrownBy(() -> RateInput.named(wrong))
          .hasMessage("expected rate://N, rows per second, or rate://N?rows=M, got " + wrong);
    }
    assertThatThrownBy(() -> RateInput.named("rate://0"))
        .hasMessage("rows per second must be in [1, 1000000000], got 0");
    assertThatThrownBy(() -> RateInput.named("rate://1000000001"))
        .hasMessageContaining("got 1000000001");
  }
}
