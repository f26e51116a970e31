package dev.inkling.sql;

import dev.inkling.operator.Function;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The names of functions: those that are plain calls, and those that others resemble. */
final class Functions {

  /**
   * A function whose arguments are just expressions.
   *
   * @param least the fewest arguments
   * @param most the most
   */
  record Plain(Function function, int least, int most) {}

  private static final int ANY = 1_000;

  private static final Map<String, Plain> PLAIN = new HashMap<>();

  /** Functions of one timestamp that are parts of it. */
  private static final Map<String, String> PARTS =
      Map.ofEntries(
          Map.entry("YEAR", "YEAR"),
          Map.entry("QUARTER", "QUARTER"),
          Map.entry("MONTH", "MONTH"),
          Map.entry("WEEK", "WEEK"),
          Map.entry("DAYOFMONTH", "DAY"),
          Map.entry("DAYOFWEEK", "DOW"),
          Map.entry("DAYOFYEAR", "DOY"),
          Map.entry("HOUR", "HOUR"),
          Map.entry("MINUTE", "MINUTE"),
          Map.entry("SECOND", "SECOND"));

  /** What other systems call things. */
  private static final Map<String, String> SYNONYMS =
      Map.ofEntries(
          Map.entry("APPROX_DISTINCT", "APPROX_COUNT_DISTINCT"),
          Map.entry("UNIQ", "APPROX_COUNT_DISTINCT"),
          Map.entry("NDV", "APPROX_COUNT_DISTINCT"),
          Map.entry("APPROX_QUANTILE", "APPROX_PERCENTILE"),
          Map.entry("QUANTILE", "APPROX_PERCENTILE"),
          Map.entry("PERCENTILE", "APPROX_PERCENTILE"),
          Map.entry("PERCENTILE_APPROX", "APPROX_PERCENTILE"),
          Map.entry("PERCENTILE_CONT", "APPROX_PERCENTILE"),
          Map.entry("PERCENTILE_DISC", "APPROX_PERCENTILE"),
          Map.entry("MEDIAN", "APPROX_PERCENTILE"),
          Map.entry("TOP_K", "APPROX_TOP_K"),
          Map.entry("TOPK", "APPROX_TOP_K"),
          Map.entry("APPROX_MOST_FREQUENT", "APPROX_TOP_K"),
          Map.entry("MEAN", "AVG"),
          Map.entry("STRPOS", "POSITION"),
          Map.entry("IF", "CASE"));

  private static final Set<String> SPECIAL =
      Set.of(
          "CASE",
          "CAST",
          "CEIL",
          "DATE_TRUNC",
          "EXTRACT",
          "FLOOR",
          "NULLIF",
          "POSITION",
          "SUBSTRING",
          "TIMESTAMPADD",
          "TIMESTAMPDIFF",
          "TRIM");

  static {
    plain("ABS", Function.ABS, 1, 1);
    plain("SIGN", Function.SIGN, 1, 1);
    plain("ROUND", Function.ROUND, 1, 2);
    plain("SQRT", Function.SQRT, 1, 1);
    plain("LN", Function.LN, 1, 1);
    plain("LOG10", Function.LOG10, 1, 1);
    plain("EXP", Function.EXP, 1, 1);
    plain("POWER", Function.POWER, 2, 2);
    plain("POW", Function.POWER, 2, 2);
    plain("MOD", Function.MODULO, 2, 2);
    plain("GREATEST", Function.GREATEST, 2, ANY);
    plain("LEAST", Function.LEAST, 2, ANY);
    plain("COALESCE", Function.COALESCE, 1, ANY);
    plain("IFNULL", Function.COALESCE, 2, 2);
    plain("NVL", Function.COALESCE, 2, 2);
    plain("UPPER", Function.UPPER, 1, 1);
    plain("LOWER", Function.LOWER, 1, 1);
    plain("LTRIM", Function.LTRIM, 1, 1);
    plain("RTRIM", Function.RTRIM, 1, 1);
    plain("CHAR_LENGTH", Function.CHAR_LENGTH, 1, 1);
    plain("CHARACTER_LENGTH", Function.CHAR_LENGTH, 1, 1);
    plain("LENGTH", Function.CHAR_LENGTH, 1, 1);
    plain("REPLACE", Function.REPLACE, 3, 3);
    plain("CONCAT", Function.CONCAT, 2, ANY);
    plain("SUBSTR", Function.SUBSTRING, 2, 3);
  }

  private Functions() {}

  private static void plain(String name, Function function, int least, int most) {
    PLAIN.put(name, new Plain(function, least, most));
  }

  /** The function of this name in upper case whose arguments are just expressions, or null. */
  static Plain plain(String name) {
    return PLAIN.get(name);
  }

  /** The unit that the function of this name in upper case extracts, or null. */
  static String part(String name) {
    return PARTS.get(name);
  }

  /** What the author of an unknown name, in upper case, may have meant, in lower case. */
  static List<String> near(String name) {
    if (SYNONYMS.containsKey(name)) {
      return List.of(SYNONYMS.get(name).toLowerCase(Locale.ROOT));
    }
    Set<String> known = new TreeSet<>(PLAIN.keySet());
    known.addAll(PARTS.keySet());
    known.addAll(SPECIAL);
    known.addAll(Aggregates.NAMES);
    known.addAll(AnswerScope.BARS);
    List<String> near = new ArrayList<>();
    List<String> parts = new ArrayList<>();
    for (String candidate : known) {
      if (distance(name, candidate) <= Math.max(1, name.length() / 4)) {
        near.add(candidate.toLowerCase(Locale.ROOT));
      } else if (name.length() >= 4 && (candidate.contains(name) || name.contains(candidate))) {
        parts.add(candidate.toLowerCase(Locale.ROOT));
      }
    }
    return near.isEmpty() ? parts : near;
  }

  /** The edits of one character, or swaps of two neighbours, that make one text the other. */
  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int change = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        d[i][j] = Math.min(change, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
