package dev.inkling.engine.io;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The columns of NDJSON lines: all paths to values that are no objects, in the order in which they
 * are first seen.
 *
 * <p>Their types are {@link TypeGuess}'s, where strings are texts unless all are instants. An array
 * is VARCHAR, and so is a path that is an object in one line and another value than null in another
 * one, an object that is always empty, one whose key has a dot, and one more than {@value
 * #MAX_STEPS} levels deep. Lines that are broken count for nothing. Keys of no letters at the top
 * have no name, so no column; past {@value #MAX_PATHS} paths no more are taken.
 */
final class NdjsonInference {

  private static final int MAX_PATHS = 4096;
  private static final int MAX_STEPS = 16;

  private final JsonScanner scanner = JsonScanner.create();
  private final byte[] b;
  private final Map<String, Path> paths = new LinkedHashMap<>();

  /** What was seen at a path. */
  private static final class Path {
    final TypeGuess guess = TypeGuess.create();
    boolean anyValue;
    boolean anyObject;
    boolean anyChild;
  }

  private NdjsonInference(byte[] lines) {
    this.b = lines;
  }

  /** The columns of the lines {@code head[from, to)}, by name. */
  static Map<String, FieldType> fields(byte[] head, int from, int to) {
    int end = to;
    while (end > from && head[end - 1] != '\n') {
      end--;
    }
    end = end == from ? to : end;
    byte[] lines =
        Arrays.copyOf(Arrays.copyOfRange(head, from, end), end - from + 1 + RowParser.SLACK);
    lines[end - from] = '\n';
    NdjsonInference inference = new NdjsonInference(lines);
    int next;
    for (int i = 0; i <= end - from; i = next) {
      next = i;
      while (lines[next++] != '\n') {}
      inference.line(i);
    }
    return inference.fields();
  }

  private void line(int start) {
    int i = JsonScanner.space(b, start);
    if (b[i] != '{') {
      return;
    }
    int end = scanner.value(b, i, 0);
    if (end >= 0 && b[JsonScanner.space(b, end)] == '\n') {
      object(i + 1, "", 1);
    }
  }

  /** Takes note of an object's values; the line is known to be whole. */
  private int object(int i, String prefix, int steps) {
    int at = JsonScanner.space(b, i);
    while (b[at] != '}') {
      at = b[at] == ',' ? JsonScanner.space(b, at + 1) : at;
      int end = scanner.text(b, at + 1);
      byte[] name = JsonScanner.unescaped(b, at + 1, end - 1);
      String key = name == null ? "" : new String(name, StandardCharsets.UTF_8);
      at = scanner.colon(b, end);
      String path = prefix + key;
      Path seen = path.isEmpty() || name == null ? null : path(path);
      if (seen == null) {
        at = scanner.value(b, at, steps);
      } else if (b[at] == '{' && key.indexOf('.') < 0 && steps < MAX_STEPS) {
        seen.anyObject = true;
        int child = JsonScanner.space(b, at + 1);
        seen.anyChild |= b[child] != '}';
        at = object(at + 1, path + ".", steps + 1);
      } else {
        at = value(at, seen, steps);
      }
      at = JsonScanner.space(b, at);
    }
    return at + 1;
  }

  private Path path(String path) {
    Path seen = paths.get(path);
    if (seen == null && paths.size() < MAX_PATHS) {
      seen = new Path();
      paths.put(path, seen);
    }
    return seen;
  }

  private int value(int i, Path seen, int depth) {
    int end = b[i] == '"' ? scanner.text(b, i + 1) : scanner.value(b, i, depth);
    seen.anyValue |= b[i] != 'n';
    switch (b[i]) {
      case 'n' -> {}
      case '"' -> {
        byte[] text = JsonScanner.unescaped(b, i + 1, end - 1);
        if (text != null && TypeGuess.isInstant(text, 0, text.length)) {
          seen.guess.add(text, 0, text.length);
        } else {
          seen.guess.addText();
        }
      }
      case '{', '[' -> seen.guess.addText();
      default -> seen.guess.add(b, i, end);
    }
    return end;
  }

  private Map<String, FieldType> fields() {
    Map<String, FieldType> fields = new LinkedHashMap<>();
    for (Map.Entry<String, Path> entry : paths.entrySet()) {
      String path = entry.getKey();
      Path seen = entry.getValue();
      if (isInText(path)) {
        continue;
      }
      if (!seen.anyObject) {
        fields.put(path, seen.guess.type());
      } else if (seen.anyValue || !seen.anyChild) {
        fields.put(path, FieldType.VARCHAR);
      }
    }
    return fields;
  }

  /** Whether an object on the way to this path is taken as a text. */
  private boolean isInText(String path) {
    for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
      Path above = paths.get(path.substring(0, dot));
      if (above != null && above.anyObject && (above.anyValue || !above.anyChild)) {
        return true;
      }
    }
    return false;
  }
}
