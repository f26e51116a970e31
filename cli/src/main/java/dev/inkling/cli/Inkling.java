package dev.inkling.cli;

import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code inkling} command: approximate answers about files and streams, with error bars. */
@Command(
    name = "inkling",
    mixinStandardHelpOptions = true,
    version = "inkling 0.1.0",
    description = "Approximate answers about files and streams, with an error bar on every answer.",
    subcommands = {
      QueryCommand.class,
      RunCommand.class,
      ExplainCommand.class,
      SampleCommand.class,
      AccuracyCommand.class,
      GenerateCommand.class,
      WarmUpCommand.class,
      HelpCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:success; also when whoever reads the results stops early (| head)",
      "1:failed: an input is missing or broken, memory is full",
      "2:the command line or the query is wrong; nothing was computed"
    },
    footerHeading = "%nEnvironment:%n",
    footer = {
      "  INKLING_HEAP=2g    memory for the Java heap (384m if not set)",
      "  INKLING_DEBUG=1    failures show a stack trace"
    })
public final class Inkling implements Runnable {

  @Spec private CommandSpec spec;

  private Inkling() {}

  /** Runs a command line and ends the process with its exit code. */
  public static void main(String[] args) {
    Interrupts.exit(run(Terminal.system(), args));
  }

  /** Without a subcommand there is nothing to do. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  /** Runs a command line and returns its exit code. */
  static int run(Terminal terminal, String... args) {
    CommandLine line = new CommandLine(new Inkling(), new Commands(terminal));
    PrintWriter out = new PrintWriter(printer(terminal), true);
    PrintWriter err = new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8);
    line.setOut(out);
    line.setErr(err);
    line.setExpandAtFiles(false);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpWidth(100);
    line.setUsageHelpLongOptionsMaxWidth(30);
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(
            terminal.outIsTerminal() ? CommandLine.Help.Ansi.AUTO : CommandLine.Help.Ansi.OFF));
    line.setParameterExceptionHandler(Inkling::wrongUsage);
    line.setExecutionExceptionHandler((e, command, parsed) -> failed(terminal, e));
    int code;
    try {
      code = line.execute(args);
    } catch (OutOfMemoryError | StackOverflowError e) {
      code = failed(terminal, e);
    }
    out.flush();
    err.flush();
    return code;
  }

  private static Writer printer(Terminal terminal) {
    return new java.io.OutputStreamWriter(terminal.out(), StandardCharsets.UTF_8);
  }

  private static int wrongUsage(ParameterException e, String[] args) {
    CommandLine line = e.getCommandLine();
    line.getErr().println("inkling: " + e.getMessage());
    line.getErr().println("  (see: " + line.getCommandSpec().qualifiedName(" ") + " --help)");
    return 2;
  }

  private static int failed(Terminal terminal, Throwable failure) {
    if (terminal.out().isAbandoned()) {
      return 0;
    }
    if (terminal.debug()) {
      failure.printStackTrace(terminal.err());
    }
    terminal.err().println("inkling: " + Complaint.message(failure));
    return Complaint.exitCode(failure);
  }

  /** Makes the commands, each with the terminal that it talks to. */
  private record Commands(Terminal terminal) implements CommandLine.IFactory {
    @Override
    public <K> K create(Class<K> kind) throws Exception {
      if (kind == QueryCommand.class) {
        return kind.cast(new QueryCommand(terminal));
      }
      if (kind == RunCommand.class) {
        return kind.cast(new RunCommand(terminal));
      }
      if (kind == ExplainCommand.class) {
        return kind.cast(new ExplainCommand(terminal));
      }
      if (kind == SampleCommand.class) {
        return kind.cast(new SampleCommand(terminal));
      }
      if (kind == AccuracyCommand.class) {
        return kind.cast(new AccuracyCommand(terminal));
      }
      if (kind == GenerateCommand.class) {
        return kind.cast(new GenerateCommand(terminal));
      }
      if (kind == WarmUpCommand.class) {
        return kind.cast(new WarmUpCommand());
      }
      return CommandLine.defaultFactory().create(kind);
    }
  }
}
