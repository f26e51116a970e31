package dev.inkling.benchmarks.results;

import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures and runs as lines of text. CSV as RFC 4180 has it, a record per line: texts with commas
 * or quotes are quoted, numbers are the shortest text that gives the same double again.
 */
final class Lines {

  static final List<String> MEASURE =
      List.of(
          "suite",
          "subject",
          "version",
          "setting",
          "name",
          "unit",
          "value",
          "low",
          "high",
          "trials",
          "noise",
          "direction");

  static final List<String> RUN =
      List.of(
          "run",
          "suite",
          "started",
          "commit",
          "version",
          "effort",
          "processors",
          "cpu",
          "os",
          "jdk",
          "heap_mib",
          "measures");

  private Lines() {}

  /** A run and how many measures it has. */
  record Header(Run run, int measures) {}

  static List<String> fields(Measure m) {
    return List.of(
        m.suite(),
        m.subject(),
        m.version(),
        m.settingText(),
        m.name(),
        m.unit(),
        Double.toString(m.value()),
        Double.toString(m.low()),
        Double.toString(m.high()),
        Long.toString(m.trials()),
        m.noise().name().toLowerCase(Locale.ROOT),
        m.direction().name().toLowerCase(Locale.ROOT));
  }

  static List<String> fields(Run run, int measures) {
    Machine machine = run.machine();
    return List.of(
        run.name(),
        run.suite(),
        run.started().toString(),
        run.commit(),
        run.version(),
        run.effort(),
        Integer.toString(machine.processors()),
        machine.cpu(),
        machine.os(),
        machine.jdk(),
        Long.toString(machine.heapMib()),
        Integer.toString(measures));
  }

  static String csv(List<String> fields) {
    StringBuilder line = new StringBuilder();
    for (String field : fields) {
      line.append(line.isEmpty() ? "" : ",");
      if (field.indexOf(',') >= 0 || field.indexOf('"') >= 0) {
        line.append('"').append(field.replace("\"", "\"\"")).append('"');
      } else {
        line.append(field);
      }
    }
    return line.toString();
  }

  /** One flat object; of the fields of a measure the four with numbers are numbers. */
  static String json(String run, Measure measure) {
    List<String> values = fields(measure);
    StringBuilder object = new StringBuilder("{\"run\": ");
    quote(run, object);
    for (int i = 0; i < values.size(); i++) {
      object.append(", \"").append(MEASURE.get(i)).append("\": ");
      if (i >= 6 && i <= 9) {
        object.append(values.get(i));
      } else {
        quote(values.get(i), object);
      }
    }
    return object.append('}').toString();
  }

  /** Control characters do not occur: measures refuse them. */
  private static void quote(String text, StringBuilder out) {
    out.append('"').append(text.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
  }

  /** The fields of one line, of a given number. */
  static List<String> split(Path file, long number, String line, int expected) {
    List<String> fields = new ArrayList<>();
    int at = 0;
    while (true) {
      StringBuilder field = new StringBuilder();
      if (at < line.length() && line.charAt(at) == '"') {
        at = quoted(file, number, line, at + 1, field);
      } else {
        int end = line.indexOf(',', at);
        end = end < 0 ? line.length() : end;
        field.append(line, at, end);
        at = end;
      }
      fields.add(field.toString());
      if (at >= line.length()) {
        break;
      }
      if (line.charAt(at) != ',') {
        throw new ResultFormatException(
            file, number, "a comma must follow a closing quote, got \"" + line.substring(at) + '"');
      }
      at++;
    }
    if (fields.size() != expected) {
      throw new ResultFormatException(
          file,
          number,
          "must have " + expected + " fields, got " + fields.size() + ": \"" + line + '"');
    }
    return fields;
  }

  private static int quoted(Path file, long number, String line, int from, StringBuilder field) {
    int at = from;
    while (true) {
      int quote = line.indexOf('"', at);
      if (quote < 0) {
        throw new ResultFormatException(
            file, number, "a quote must be closed, got \"" + line.substring(from - 1) + '"');
      }
      field.append(line, at, quote);
      if (quote + 1 >= line.length() || line.charAt(quote + 1) != '"') {
        return quote + 1;
      }
      field.append('"');
      at = quote + 2;
    }
  }

  static Measure measure(Path file, long number, List<String> f) {
    try {
      return new Measure(
          f.get(0),
          f.get(1),
          f.get(2),
          setting(f.get(3)),
          f.get(4),
          f.get(5),
          decimal("value", f.get(6)),
          decimal("low", f.get(7)),
          decimal("high", f.get(8)),
          whole("trials", f.get(9)),
          choice("noise", Noise.class, f.get(10)),
          choice("direction", Direction.class, f.get(11)));
    } catch (IllegalArgumentException e) {
      throw new ResultFormatException(file, number, e.getMessage());
    }
  }

  static Header header(Path file, long number, List<String> f) {
    try {
      Machine machine =
          new Machine(
              Math.toIntExact(whole("processors", f.get(6))),
              f.get(7),
              f.get(8),
              f.get(9),
              whole("heap_mib", f.get(10)));
      Run run =
          new Run(
              f.get(0),
              f.get(1),
              Instant.parse(f.get(2)),
              f.get(3),
              f.get(4),
              effort(f.get(5)),
              machine);
      long measures = whole("measures", f.get(11));
      Measure.require(measures >= 0, "measures", ">= 0", measures);
      return new Header(run, Math.toIntExact(measures));
    } catch (DateTimeParseException e) {
      throw new ResultFormatException(
          file, number, "started must be a time as in ISO 8601, got \"" + f.get(2) + '"');
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new ResultFormatException(file, number, e.getMessage());
    }
  }

  /** At first there were only two, and the line said whether it was quick. */
  private static String effort(String text) {
    return switch (text) {
      case "true" -> Run.QUICK;
      case "false" -> Run.DEFAULT;
      default -> text;
    };
  }

  private static Map<String, String> setting(String text) {
    Map<String, String> setting = new LinkedHashMap<>();
    if (text.isEmpty()) {
      return setting;
    }
    for (String pair : text.split(" ", -1)) {
      int equals = pair.indexOf('=');
      Measure.require(equals > 0, "setting", "name=value name=value", text);
      String before = setting.put(pair.substring(0, equals), pair.substring(equals + 1));
      Measure.require(before == null, "setting", "without a name twice", text);
    }
    return setting;
  }

  private static double decimal(String what, String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(what + " must be a number, got \"" + text + '"', e);
    }
  }

  private static long whole(String what, String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(what + " must be a whole number, got \"" + text + '"', e);
    }
  }

  private static <E extends Enum<E>> E choice(String what, Class<E> type, String text) {
    for (E constant : type.getEnumConstants()) {
      if (constant.name().toLowerCase(Locale.ROOT).equals(text)) {
        return constant;
      }
    }
    throw new IllegalArgumentException(
        what
            + " must be one of "
            + List.of(type.getEnumConstants()).toString().toLowerCase(Locale.ROOT)
            + ", got \""
            + text
            + '"');
  }
}
