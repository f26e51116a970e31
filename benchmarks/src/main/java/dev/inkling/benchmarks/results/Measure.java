package dev.inkling.benchmarks.results;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One figure that a benchmark found. {@link Subject} makes them.
 *
 * <p>Runs are compared measure by measure: two are of the same thing if suite, subject, setting and
 * name are equal; the version may differ.
 *
 * @param suite "accuracy", "speed", "engine", "files", "sampling": lower-case letters
 * @param subject what was measured, with its size: "Inkling HyperLogLog p=12"; "inkling" is in the
 *     names of our subjects and in no other's
 * @param version the version of the subject; "unknown" rather than empty
 * @param setting under which circumstances, in this order: "distribution" = "zipf(1.1)", "n" =
 *     "1000000"; neither names nor values are empty or have white space, names have no "="
 * @param name what the value is: "rmse", "time", "events per second"
 * @param unit "ns", "%", "1" for ratios and counts
 * @param value finite
 * @param low finite, at most the value
 * @param high finite, at least the value
 * @param trials of how many trials, at least 1
 * @param noise what low, high and trials say about the noise of the value
 * @param direction which way is better
 */
public record Measure(
    String suite,
    String subject,
    String version,
    Map<String, String> setting,
    String name,
    String unit,
    double value,
    double low,
    double high,
    long trials,
    Noise noise,
    Direction direction) {

  /**
   * Checks all of the above.
   *
   * @throws IllegalArgumentException that says which of them does not hold, and the value
   */
  public Measure {
    require(isSuite(suite), "suite", "lower-case letters", suite);
    text("subject", subject);
    text("version", version);
    text("name", name);
    text("unit", unit);
    setting = Collections.unmodifiableMap(new LinkedHashMap<>(setting));
    setting.forEach(Measure::checkSetting);
    require(Double.isFinite(value), "value", "finite", value);
    require(Double.isFinite(low) && low <= value, "low", "finite and <= value " + value, low);
    require(Double.isFinite(high) && high >= value, "high", "finite and >= value " + value, high);
    require(trials >= 1, "trials", ">= 1", trials);
    require(noise != Noise.NONE || (low == value && high == value), "low", "= value", low);
    require(noise != Noise.SHARE || (value >= 0 && value <= 1), "share", "in [0, 1]", value);
    require(noise != Noise.ROOT_MEAN_SQUARE || value >= 0, "root mean square", ">= 0", value);
  }

  static boolean isSuite(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= 'a' && c <= 'z');
  }

  private static void checkSetting(String key, String value) {
    require(isWord(key) && key.indexOf('=') < 0, "name of a setting", "without space or =", key);
    require(isWord(value), "setting " + key, "not empty, without white space", value);
  }

  private static boolean isWord(String text) {
    return !text.isEmpty()
        && text.chars().noneMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c));
  }

  /** What goes into a line of text. */
  static void text(String what, String text) {
    require(
        !text.isBlank() && text.chars().noneMatch(Character::isISOControl),
        what,
        "not blank, without control characters",
        text);
  }

  static void require(boolean holds, String what, String rule, Object got) {
    if (!holds) {
      throw new IllegalArgumentException(what + " must be " + rule + ", got \"" + got + "\"");
    }
  }

  /** The setting as text: {@code distribution=zipf(1.1) n=1000000}; empty if there is none. */
  public String settingText() {
    StringBuilder text = new StringBuilder();
    setting.forEach(
        (key, value) ->
            text.append(text.isEmpty() ? "" : " ").append(key).append('=').append(value));
    return text.toString();
  }

  /** Whether it is of Inkling: "inkling" is in the name of the subject, in whichever case. */
  public boolean isOurs() {
    return subject.toLowerCase(Locale.ROOT).contains("inkling");
  }

  /** What it is a measure of; equal for the same measure of two runs. */
  public Key key() {
    return new Key(suite, subject, settingText(), name);
  }

  /**
   * What is measured.
   *
   * @param suite see {@link Measure}
   * @param subject see {@link Measure}
   * @param setting as text
   * @param name see {@link Measure}
   */
  public record Key(String suite, String subject, String setting, String name) {
    @Override
    public String toString() {
      return suite + ": " + subject + (setting.isEmpty() ? "" : ", " + setting) + ", " + name;
    }
  }
}
