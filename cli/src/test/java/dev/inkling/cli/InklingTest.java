package dev.inkling.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkling.engine.BadRowException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InklingTest {

  @TempDir Path folder;

  @Test
  void helpGoesToStandardOutputAndSaysTheExitCodes() {
    CommandRun help = CommandRun.of("--help");
    assertThat(help.code()).isZero();
    assertThat(help.err()).isEmpty();
    assertThat(help.out())
        .contains("query", "explain", "generate", "INKLING_HEAP")
        .contains("2   the command line or the query is wrong")
        .doesNotContain("warm-up");
    CommandRun query = CommandRun.of("query", "--help");
    assertThat(query.code()).isZero();
    assertThat(query.out())
        .contains("--error", "--confidence", "--threads", "--schema", "--timestamp", "--bad-rows")
        .contains("--header", "--delimiter", "--format", "--output", "99%", "[FILE...]");
    assertThat(CommandRun.of("--version").out()).startsWith("inkling ");
  }

  @Test
  void wrongUsageIsTwoAndOneMessageOnStandardError() {
    assertWrong("inkling: a command is missing\n  (see: inkling --help)\n");
    assertWrong(
        "inkling: Missing required option: '--rows=N'\n  (see: inkling generate --help)\n",
        "generate",
        "clicks");
    assertWrong(
        "inkling: Invalid value for option '--confidence': expected a fraction between 0 and 1,"
            + " such as 95% or 0.95, got '1.5'\n  (see: inkling query --help)\n",
        "query", "SELECT 1", "--confidence", "1.5");
    assertThat(CommandRun.of("nonsense").code()).isEqualTo(2);
    assertThat(CommandRun.of("query").err()).startsWith("inkling: Missing required parameter");
    assertThat(CommandRun.of("query", "x", "--nonsense").code()).isEqualTo(2);
  }

  private static void assertWrong(String message, String... args) {
    assertThat(CommandRun.of(args)).isEqualTo(new CommandRun(2, "", message));
  }

  @Test
  void generateWritesTheSameToAFileAndToStandardOutput() throws IOException {
    Path file = folder.resolve("clicks.csv");
    CommandRun toFile =
        CommandRun.of("generate", "clicks", "--rows", "10k", "--out", file.toString());
    assertThat(toFile).isEqualTo(new CommandRun(0, "", ""));
    CommandRun toOutput = CommandRun.of("generate", "clicks", "--rows", "10000");
    assertThat(toOutput.out()).isEqualTo(Files.readString(file));
    assertThat(toOutput.out().lines()).hasSize(10_001);
    CommandRun json = CommandRun.of("generate", "clicks", "--rows", "3", "--format", "ndjson");
    assertThat(json.out().lines()).hasSize(3).allMatch(line -> line.startsWith("{\"ts\":"));
    assertThat(CommandRun.of("generate", "clicks", "--rows", "0").out())
        .isEqualTo("ts,user_id,page,ms,status\n");
  }

  @Test
  void aFolderThatIsNotThereIsNamed() {
    Path file = folder.resolve("nowhere").resolve("x");
    assertThat(CommandRun.of("generate", "clicks", "--rows", "1", "--out", file.toString()))
        .isEqualTo(new CommandRun(1, "", "inkling: " + file + ": no such file or folder\n"));
  }

  /** Takes some bytes and then fails. */
  private static final class Failing extends OutputStream {
    private final String message;
    private int left = 100_000;

    Failing(String message) {
      this.message = message;
    }

    @Override
    public void write(int b) throws IOException {
      if (--left < 0) {
        throw new IOException(message);
      }
    }
  }

  @Test
  void aReaderThatStopsEarlyIsNoFailure() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal = Terminal.of(new Failing("Broken pipe"), err);
    assertThat(Inkling.run(terminal, "generate", "clicks", "--rows", "100k")).isZero();
    assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void aFullDiskIsAFailure() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal = Terminal.of(new Failing("No space left on device"), err);
    assertThat(Inkling.run(terminal, "generate", "clicks", "--rows", "100k")).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo("inkling: No space left on device\n");
  }

  @Test
  void failuresAreToldInTheUsersWords() {
    assertThat(Complaint.message(new NoSuchFileException("x.csv")))
        .isEqualTo("x.csv: no such file or folder");
    assertThat(Complaint.message(new UncheckedIOException(new AccessDeniedException("x.csv"))))
        .isEqualTo("x.csv: permission denied");
    assertThat(
            Complaint.message(
                new ExecutionException(
                    new BadRowException("x.csv", 3, "expected 2 fields, got 3"))))
        .isEqualTo(
            "x.csv:3: expected 2 fields, got 3\n"
                + "  (--bad-rows skip leaves such rows out and counts them)");
    assertThat(Complaint.message(new OutOfMemoryError("Java heap space")))
        .startsWith("out of memory: ")
        .contains("INKLING_HEAP=2g");
    assertThat(Complaint.message(new IllegalArgumentException("error must be in (0, 1), got 2")))
        .isEqualTo("error must be in (0, 1), got 2");
    assertThat(Complaint.message(new NullPointerException()))
        .startsWith("internal error: java.lang.NullPointerException")
        .contains("INKLING_DEBUG=1");
  }
}
