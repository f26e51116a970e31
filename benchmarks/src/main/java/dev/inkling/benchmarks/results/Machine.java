package dev.inkling.benchmarks.results;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The machine that a run was made on.
 *
 * @param processors how many processors the JVM may use
 * @param cpu their name
 * @param os name and architecture of the operating system
 * @param jdk version of the JDK
 * @param heapMib the most heap of the process that measured or, where each subject has a process of
 *     its own, that collected the results
 */
public record Machine(int processors, String cpu, String os, String jdk, long heapMib) {

  /** Checks that all texts can be written. */
  public Machine {
    Measure.require(processors >= 1, "processors", ">= 1", processors);
    Measure.text("cpu", cpu);
    Measure.text("os", os);
    Measure.text("jdk", jdk);
    Measure.require(heapMib >= 1, "heapMib", ">= 1", heapMib);
  }

  /** This one. */
  public static Machine here() {
    Runtime runtime = Runtime.getRuntime();
    return new Machine(
        runtime.availableProcessors(),
        processor(),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        Runtime.version().toString(),
        Math.max(1, runtime.maxMemory() >> 20));
  }

  /** In words, with what else goes on at the moment. */
  public String describe() {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return String.format(
        Locale.ROOT,
        "%d processors, %s, %s, load average %.1f at the end",
        processors,
        cpu,
        os,
        load);
  }

  private static String processor() {
    try {
      return Files.readAllLines(Path.of("/proc/cpuinfo"), StandardCharsets.UTF_8).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .filter(name -> !name.isEmpty())
          .findFirst()
          .orElse("processor unknown");
    } catch (IOException e) {
      return "processor unknown";
    }
  }
}
