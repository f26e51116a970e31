package dev.inkling.benchmarks.engine;

import dev.inkling.benchmarks.engine.Measurements.Cell;
import dev.inkling.benchmarks.results.Machine;
import dev.inkling.benchmarks.results.Results;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * One interleaved series: in every round each contender answers each query in a process of its own,
 * one after the other, with nothing else in between; writes a table of medians.
 *
 * <p>Arguments: {@code --quick}, {@code --rounds n}, {@code --only inkling,flat-loop,…}, {@code
 * --queries Q1,Q3}, {@code --output file}, {@code --peers folder}, {@code --no-keys}.
 */
public final class EngineSeries {

  private static final int KEYS = 1000;
  private static final int[] MANY_KEYS = {1_000, 10_000, 100_000, 1_000_000};
  private static final String HEAP = "-Xmx4g";

  private final PrintStream log = new PrintStream(System.err, true, StandardCharsets.UTF_8);
  private final Map<String, Reference> references = new HashMap<>();
  private final Map<Integer, Events> eventsOfKeys = new HashMap<>();
  private final Measurements measurements = new Measurements();
  private final Set<String> only = new TreeSet<>();
  private final Set<Workload> queries = new TreeSet<>(Arrays.asList(Workload.values()));
  private Path peers = Path.of("benchmarks/peers");
  private Path output;
  private boolean quick;
  private boolean manyKeys = true;
  private int rounds;
  private Results results;

  private EngineSeries(String[] args) {
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--quick" -> quick = true;
        case "--no-keys" -> manyKeys = false;
        case "--rounds" -> rounds = Integer.parseInt(args[++i]);
        case "--only" -> only.addAll(List.of(args[++i].toLowerCase(Locale.ROOT).split(",", -1)));
        case "--queries" -> {
          queries.clear();
          Arrays.stream(args[++i].split(",", -1)).map(Workload::of).forEach(queries::add);
        }
        case "--output" -> output = Path.of(args[++i]);
        case "--peers" -> peers = Path.of(args[++i]);
        default -> throw new IllegalArgumentException("unknown option " + args[i]);
      }
    }
    if (rounds == 0) {
      rounds = quick ? 1 : 5;
    }
  }

  /** Runs the series; see the class. */
  public static void main(String[] args) throws IOException, InterruptedException {
    EngineSeries series;
    try {
      series = new EngineSeries(args);
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      System.err.println("engine: " + e.getMessage());
      System.exit(2);
      return;
    }
    series.run();
  }

  private void run() throws IOException, InterruptedException {
    results = Results.start("engine", quick);
    List<Contender> contenders =
        Contender.ALL.stream().filter(c -> c.isOneOf(only)).filter(this::isBuilt).toList();
    Path folder = Files.createTempDirectory("engine-series");
    try {
      for (int round = 0; round < rounds; round++) {
        log.printf(Locale.ROOT, "round %d of %d%n", round + 1, rounds);
        for (Workload workload : queries) {
          for (Contender contender : contenders) {
            if (contender.answers(workload) && !contender.oneProcess()) {
              fork(contender, List.of(workload), KEYS, folder);
            }
          }
        }
        for (Contender contender : contenders) {
          if (contender.oneProcess()) {
            List<Workload> asked = queries.stream().filter(contender::answers).toList();
            fork(contender, asked, KEYS, folder);
          }
        }
        for (int keys : manyKeys ? MANY_KEYS : new int[0]) {
          for (Contender contender : EngineTable.manyKeys(contenders)) {
            if (keys != KEYS) {
              fork(contender, List.of(Workload.Q1), keys, folder);
            }
          }
        }
      }
    } finally {
      try (var files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
    String table =
        new EngineTable(contenders, measurements, KEYS, MANY_KEYS).markdown(this::setting);
    if (output == null) {
      new PrintStream(System.out, true, StandardCharsets.UTF_8).print(table);
    } else {
      Files.writeString(output, table);
    }
    new EngineMeasures(contenders, measurements, peers, results).addAll(MANY_KEYS);
    results.save();
  }

  private boolean isBuilt(Contender contender) {
    boolean built = contender.peer().isEmpty() || Files.isDirectory(lib(contender));
    if (!built) {
      measurements.problem(contender.name() + ": not built, so left out");
    }
    return built;
  }

  private Path lib(Contender contender) {
    return peers.resolve(contender.peer()).resolve("target/lib");
  }

  private String classPath(Contender contender) {
    String own = System.getProperty("java.class.path");
    if (contender.peer().isEmpty()) {
      return own;
    }
    return peers.resolve(contender.peer()).resolve("target/classes") + ":" + lib(contender) + "/*";
  }

  private long events(Contender contender, Workload workload, int keys) {
    double millions = contender.events().get(workload);
    if (quick) {
      // windows of 60 s need some time to be full
      millions = Math.min(millions, workload == Workload.Q2 ? millions / 2 : millions / 5);
    }
    return Math.round((keys > KEYS ? Math.min(millions, 10) : millions) * 1e6);
  }

  private void fork(Contender contender, List<Workload> workloads, int keys, Path folder)
      throws IOException, InterruptedException {
    if (workloads.isEmpty()) {
      return;
    }
    String counts =
        workloads.stream()
            .map(w -> Long.toString(events(contender, w, keys)))
            .collect(Collectors.joining(","));
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.add(HEAP);
    command.addAll(contender.options());
    command.addAll(List.of("-cp", classPath(contender), contender.mainClass()));
    command.add(workloads.stream().map(Workload::name).collect(Collectors.joining(",")));
    command.add(Integer.toString(contender.threads()));
    command.add(Integer.toString(keys));
    command.add(counts);
    command.add(Long.toString(quick ? 1_000_000 : 4_000_000)); // events of a warm-up run
    command.add(warmUpSeconds(contender));
    command.add(quick ? "1" : "2"); // measured runs
    command.add(Long.toString(System.currentTimeMillis()));
    command.add(folder.toString());
    log.printf(
        Locale.ROOT,
        "  %s, %d threads, %s, %d keys: ",
        contender.name(),
        contender.threads(),
        workloads,
        keys);
    Path errors = folder.resolve("errors.txt");
    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        take(contender, keys, line.split(" ", -1));
      }
    }
    int exit = process.waitFor();
    if (exit != 0) {
      String reason = reason(errors);
      log.println("failed: " + reason);
      for (Workload workload : workloads) {
        measurements.cell(contender, workload, keys).failure = reason;
      }
      measurements.problem(contender.name() + ", " + workloads + ": " + reason);
      return;
    }
    for (Workload workload : workloads) {
      check(contender, workload, keys, folder.resolve(workload + ".answers"));
    }
    log.println();
  }

  /** What runs on more code needs more time until it is compiled. */
  private String warmUpSeconds(Contender contender) {
    boolean peer = !contender.peer().isEmpty();
    return quick ? (peer ? "2" : "0.7") : peer ? "8" : "3";
  }

  /** The first lines that a process that failed left. */
  private static String reason(Path errors) throws IOException {
    List<String> lines = Files.readAllLines(errors, StandardCharsets.UTF_8);
    return lines.stream()
        .filter(line -> line.contains("Exception") || line.contains("Error"))
        .findFirst()
        .orElse("no message");
  }

  private void take(Contender contender, int keys, String[] words) {
    switch (words[0]) {
      case "first" -> {
        if (keys == KEYS) {
          measurements.starts(contender).add(Double.parseDouble(words[1]));
        }
      }
      case "loaded" -> measurements.loads(contender).add(Double.parseDouble(words[1]));
      case "run" -> {
        Cell cell = measurements.cell(contender, Workload.of(words[1]), keys);
        double events = Double.parseDouble(words[2]);
        cell.events = Long.parseLong(words[2]);
        cell.millionsPerSecond.add(events / 1e6 / Double.parseDouble(words[3]));
        cell.cpuNanosPerEvent.add(Double.parseDouble(words[4]) * 1e9 / events);
        log.printf(Locale.ROOT, "%.2f ", events / 1e6 / Double.parseDouble(words[3]));
      }
      default -> throw new IllegalStateException("not understood: " + String.join(" ", words));
    }
  }

  private void check(Contender contender, Workload workload, int keys, Path file)
      throws IOException {
    if (contender.kind() == Contender.Kind.GENERATOR) {
      return;
    }
    Events events = eventsOfKeys.computeIfAbsent(keys, Events::new);
    long count = events(contender, workload, keys);
    Cell cell = measurements.cell(contender, workload, keys);
    if (cell.verdict != null && !cell.verdict.problem().isEmpty()) {
      return; // said already
    }
    cell.verdict =
        references
            .computeIfAbsent(
                workload + "/" + keys + "/" + count, k -> new Reference(workload, events, count))
            .check(Answers.read(file));
    if (!cell.verdict.problem().isEmpty()) {
      measurements.problem(contender.name() + ", " + workload + ": " + cell.verdict.problem());
      log.print("WRONG: " + cell.verdict.problem());
    }
  }

  /** On which machine and how it was measured. */
  private String setting() {
    return String.format(
        Locale.ROOT,
        "%s; JDK %s, `java %s`; %d rounds of %d measured runs each, warm-up before them of at least %s (engines with class paths of their own: %s)%s.",
        Machine.here().describe(),
        Runtime.version(),
        HEAP,
        rounds,
        quick ? 1 : 2,
        quick ? "0.7 s" : "3 s",
        quick ? "2 s" : "8 s",
        quick ? "; `--quick`: too short for more than a first look" : "");
  }
}
