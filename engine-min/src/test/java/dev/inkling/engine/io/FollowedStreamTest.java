package dev.inkling.engine.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkling.engine.Clock;
import dev.inkling.engine.RowBatch;
import dev.inkling.engine.Source;
import dev.inkling.operator.Column;
import dev.inkling.operator.FileOptions;
import dev.inkling.operator.FollowedInput;
import dev.inkling.operator.Type;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pipes and sockets that are read as they come; waiting has a deadline, that of the test. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class FollowedStreamTest {

  private static final FileOptions IDS =
      FileOptions.defaults()
          .withFormat(FileOptions.Format.NDJSON)
          .withColumns(List.of(new Column("id", Type.BIGINT)));

  private static FollowedSource pipe(InputStream in, FileOptions options) throws IOException {
    return FollowedSource.open(new FollowedInput(List.of("-"), options), Clock.system(), in);
  }

  private static Source.Reader reader(Source source) throws IOException {
    assertThat(source.partitions(4)).hasSize(1);
    return source.partitions(1).get(0).open(source.schema(), null);
  }

  /** Polls until so many rows have come, or the end. */
  private static List<String> await(Source source, Source.Reader reader, int count)
      throws IOException {
    RowBatch batch = new RowBatch(source.schema(), 100);
    List<String> rows = new ArrayList<>();
    while (rows.size() < count) {
      int n = reader.poll(batch);
      if (n < 0) {
        break;
      }
      RowReading.rows(batch).forEach(row -> rows.add(String.join("|", row)));
      Thread.onSpinWait();
    }
    return rows;
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private static void close(Closeable sender) throws IOException {
    sender.close();
  }

  @Test
  void aPipeIsReadWithoutWaitingForIt() throws IOException {
    try (PipedOutputStream out = new PipedOutputStream();
        PipedInputStream in = new PipedInputStream(out)) {
      FollowedSource source = pipe(in, IDS);
      try (Source.Reader reader = reader(source)) {
        RowBatch batch = new RowBatch(source.schema(), 10);
        assertThat(reader.poll(batch)).isZero();
        write(out, "{\"id\":1}\n{\"id\":2}\n{\"id\"");
        assertThat(await(source, reader, 2)).containsExactly("1", "2");
        assertThat(reader.poll(batch)).isZero();
        write(out, ":3}\n{\"id\":4}");
        assertThat(await(source, reader, 1)).containsExactly("3");
        close(out);
        assertThat(await(source, reader, Integer.MAX_VALUE)).containsExactly("4");
        assertThat(reader.poll(batch)).isEqualTo(Source.Reader.END);
        assertThat(reader.progress().bytesRead()).isEqualTo(35);
      }
    }
  }

  @Test
  void theFirstLineSaysWhatIsInAPipe() throws IOException {
    try (PipedOutputStream out = new PipedOutputStream();
        PipedInputStream in = new PipedInputStream(out)) {
      write(out, "when,n\n2026-01-01T00:00:00Z,5\n");
      FollowedSource source = pipe(in, FileOptions.defaults().withFormat(FileOptions.Format.CSV));
      assertThat(source.schema().type("when")).isEqualTo(Type.TIMESTAMP);
      try (Source.Reader reader = reader(source)) {
        assertThat(await(source, reader, 1)).containsExactly("1767225600000|5");
        write(out, "2026-01-01T00:00:01Z,6\n");
        assertThat(await(source, reader, 1)).containsExactly("1767225601000|6");
      }
    }
  }

  @Test
  void whenStoppedWhatHasComeIsGiven() throws IOException {
    try (PipedOutputStream out = new PipedOutputStream();
        PipedInputStream in = new PipedInputStream(out)) {
      FollowedSource source = pipe(in, IDS);
      try (Source.Reader reader = reader(source)) {
        write(out, "{\"id\":1}\n{\"id\":2}");
        assertThat(await(source, reader, 1)).containsExactly("1");
        assertThat(reader.stop()).isTrue();
        assertThat(await(source, reader, Integer.MAX_VALUE)).containsExactly("2");
      }
    }
  }

  @Test
  void compressedStreamsAreDecompressed() throws IOException {
    StringBuilder lines = new StringBuilder();
    IntStream.range(0, 300_000).forEach(i -> lines.append("{\"id\":").append(i).append("}\n"));
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream zip = new GZIPOutputStream(packed)) {
      zip.write(lines.toString().getBytes(StandardCharsets.UTF_8));
    }
    FollowedSource source = pipe(new ByteArrayInputStream(packed.toByteArray()), IDS);
    try (Source.Reader reader = reader(source)) {
      List<String> rows = await(source, reader, Integer.MAX_VALUE);
      assertThat(rows).hasSize(300_000).endsWith("299999");
    }
    byte[] half = java.util.Arrays.copyOf(packed.toByteArray(), packed.size() / 2);
    FollowedSource broken = pipe(new ByteArrayInputStream(half), IDS);
    try (Source.Reader reader = reader(broken)) {
      assertThatThrownBy(() -> await(broken, reader, Integer.MAX_VALUE))
          .isInstanceOf(IOException.class)
          .hasMessage("-: ends early, the gzip data is not complete");
    }
  }

  @Test
  void aServerIsReadUntilItCloses() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String name = "tcp://127.0.0.1:" + server.getLocalPort();
      FollowedSource source =
          FollowedSource.open(new FollowedInput(List.of(name), IDS), Clock.system());
      try (Socket peer = server.accept();
          Source.Reader reader = reader(source)) {
        write(peer.getOutputStream(), "{\"id\":1}\n{\"i");
        assertThat(await(source, reader, 1)).containsExactly("1");
        write(peer.getOutputStream(), "d\":2}\n{\"id\":3}");
        close(peer);
        assertThat(await(source, reader, Integer.MAX_VALUE)).containsExactly("2", "3");
        assertThatThrownBy(
                () -> source.partitions(1).get(0).open(source.schema(), reader.position()))
            .hasMessage(name + ": cannot be read again from a position");
      }
    }
  }

  @Test
  void aConnectionThatIsLostIsAnError() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String name = "tcp://127.0.0.1:" + server.getLocalPort();
      FollowedSource source =
          FollowedSource.open(new FollowedInput(List.of(name), IDS), Clock.system());
      try (Socket peer = server.accept();
          Source.Reader reader = reader(source)) {
        write(peer.getOutputStream(), "{\"id\":1}\n");
        assertThat(await(source, reader, 1)).containsExactly("1");
        peer.setSoLinger(true, 0); // closing resets the connection
        close(peer);
        assertThatThrownBy(() -> await(source, reader, 1))
            .isInstanceOf(IOException.class)
            .hasMessageStartingWith(name + ": the connection was lost after 9 bytes: ");
      }
    }
  }

  @Test
  void whereNobodyListensNothingIsOpened() throws IOException {
    int port;
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = server.getLocalPort();
    }
    String name = "tcp://127.0.0.1:" + port;
    assertThatThrownBy(
            () -> FollowedSource.open(new FollowedInput(List.of(name), IDS), Clock.system()))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(name + ": cannot connect: ");
    for (String wrong : List.of("tcp://here", "tcp://:80", "tcp://a:70000", "tcp://a:1/x")) {
      assertThatThrownBy(() -> FollowedSource.open(FollowedInput.of(wrong), Clock.system()))
          .hasMessage("expected tcp://host:port, got " + wrong);
    }
    assertThatThrownBy(() -> FollowedInput.of("a.csv", "-"))
        .hasMessageContaining("must be the only input");
  }
}
