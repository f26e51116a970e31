package dev.inkling.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code inkling generate}: a deterministic stream of events to try things on. */
@Command(
    name = "generate",
    mixinStandardHelpOptions = true,
    description = {
      "Write a made-up stream of events whose true answers are known.",
      "",
      "clicks: ts (100,000 events per second, out of order by up to 500 ms), user_id (evenly out of"
          + " 10 million), page (Zipf: the n-th of 1,000 pages with probability proportional to"
          + " 1/n), ms (a latency, lognormal: median 30, 99th percentile 192.9), status (200, 304,"
          + " 404, 500). The same seed gives the same bytes on every machine, and a longer stream"
          + " starts with the shorter one."
    })
final class GenerateCommand implements Callable<Integer> {

  /** What can be generated. */
  enum Kind {
    /** Page views. */
    CLICKS
  }

  /** How often the progress may be shown. */
  private static final long PROGRESS_BLOCKS = 16;

  private final Terminal terminal;

  @Parameters(index = "0", paramLabel = "KIND", description = "What: clicks.")
  @SuppressWarnings("unused") // there is one kind so far; naming another is an error already
  private Kind kind;

  @Option(
      names = "--rows",
      required = true,
      paramLabel = "N",
      converter = Numbers.Count.class,
      description = "How many rows; 20000000, 20_000_000 and 20M are the same.")
  private long rows;

  @Option(
      names = "--format",
      defaultValue = "csv",
      paramLabel = "FORMAT",
      description = "csv (with a header) or ndjson; default: ${DEFAULT-VALUE}.")
  private Clicks.Format format;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "S",
      description = "Which stream; default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--users",
      defaultValue = "10000000",
      paramLabel = "N",
      converter = Numbers.Count.class,
      description = "How many users there may be; default: ${DEFAULT-VALUE}.")
  private long users;

  @Option(
      names = "--pages",
      defaultValue = "1000",
      paramLabel = "N",
      converter = Numbers.Count.class,
      description = "How many pages there are; default: ${DEFAULT-VALUE}.")
  private long pages;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to write; default: standard output.")
  private Path out;

  GenerateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    Clicks clicks = Clicks.create(format, seed, users, (int) Math.min(pages, Integer.MAX_VALUE));
    boolean toOutput = out == null || out.toString().equals("-");
    boolean silent = toOutput && terminal.outIsTerminal();
    try (ProgressLine progress =
        silent ? ProgressLine.none(terminal) : ProgressLine.create(terminal)) {
      if (toOutput) {
        write(clicks, terminal.out(), progress);
        terminal.out().flush();
      } else {
        try (OutputStream file = Files.newOutputStream(out)) {
          write(clicks, file, progress);
        }
      }
    }
    return 0;
  }

  private void write(Clicks clicks, OutputStream target, ProgressLine progress) throws IOException {
    byte[] block = new byte[Clicks.blockBytes()];
    target.write(clicks.header());
    long blocks = (rows + Clicks.BLOCK_ROWS - 1) / Clicks.BLOCK_ROWS;
    for (long i = 0; i < blocks; i++) {
      int blockRows = (int) Math.min(Clicks.BLOCK_ROWS, rows - i * Clicks.BLOCK_ROWS);
      int bytes = clicks.write(i, blockRows, block);
      target.write(block, 0, bytes);
      if (i % PROGRESS_BLOCKS == 0) {
        progress.show(i * Clicks.BLOCK_ROWS, (double) i / blocks);
      }
    }
  }
}
