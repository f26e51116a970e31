package dev.inkling.operator;

import java.util.List;
import java.util.Set;

/** Which arguments a function takes and what it makes of them. */
final class Signature {

  /** The result's type, or null if these arguments are not taken. */
  private interface Rule {
    Type apply(List<Type> types);
  }

  private final String takes;
  private final Rule rule;

  private Signature(String takes, Rule rule) {
    this.takes = takes;
    this.rule = rule;
  }

  /** The result's type. */
  Type apply(String symbol, List<Type> types) {
    Type result = rule.apply(types);
    if (result == null) {
      String got = types.toString();
      throw new IllegalArgumentException(
          symbol + " takes " + takes + ", got (" + got.substring(1, got.length() - 1) + ")");
    }
    return result;
  }

  /** Exactly these types. */
  static Signature fixed(Type result, String takes, Type... parameters) {
    List<Type> wanted = List.of(parameters);
    return new Signature(takes, types -> types.equals(wanted) ? result : null);
  }

  /** These types, the last of which may be left out. */
  static Signature optionalLast(Type result, String takes, Type... parameters) {
    List<Type> all = List.of(parameters);
    List<Type> shorter = all.subList(0, all.size() - 1);
    return new Signature(
        takes, types -> types.equals(all) || types.equals(shorter) ? result : null);
  }

  /** Two or more of one type. */
  static Signature twoOrMore(Type type, String takes) {
    return new Signature(
        takes, types -> types.size() >= 2 && types.stream().allMatch(t -> t == type) ? type : null);
  }

  /** This many numbers: DOUBLE if one is, else BIGINT. */
  static Signature numeric(int count, String takes) {
    return new Signature(takes, types -> areNumeric(types, count) ? common(types) : null);
  }

  /** This many numbers: DOUBLE. */
  static Signature real(int count, String takes) {
    return new Signature(takes, types -> areNumeric(types, count) ? Type.DOUBLE : null);
  }

  /** A number and optionally how many decimals: the number's type. */
  static Signature rounding() {
    return new Signature(
        "a number and optionally the decimals as a BIGINT",
        types -> {
          boolean taken =
              (types.size() == 1 || (types.size() == 2 && types.get(1) == Type.BIGINT))
                  && types.get(0).isNumeric();
          return taken ? types.get(0) : null;
        });
  }

  /** At least this many values that have a common type: that type. */
  static Signature common(int atLeast, String takes) {
    return new Signature(takes, types -> types.size() >= atLeast ? common(types) : null);
  }

  /** Two values that have a common type: BOOLEAN. */
  static Signature comparison() {
    return new Signature(
        "two numbers or two values of one type",
        types -> types.size() == 2 && common(types) != null ? Type.BOOLEAN : null);
  }

  /** One value of any type: BOOLEAN. */
  static Signature any() {
    return new Signature("one value", types -> types.size() == 1 ? Type.BOOLEAN : null);
  }

  /** One value of these types. */
  static Signature cast(Type result, Type... from) {
    Set<Type> sources = Set.of(from);
    return new Signature(
        "one of " + List.of(from).toString().replaceAll("[\\[\\]]", ""),
        types -> types.size() == 1 && sources.contains(types.get(0)) ? result : null);
  }

  /** Conditions and values by turns, and a last value. */
  static Signature choice() {
    return new Signature(
        "a BOOLEAN and a value by turns and a last value, all values of one type",
        types -> {
          int size = types.size();
          if (size < 3 || size % 2 == 0) {
            return null;
          }
          Type result = types.get(size - 1);
          for (int i = 0; i < size - 1 && result != null; i += 2) {
            result =
                types.get(i) == Type.BOOLEAN ? common(List.of(result, types.get(i + 1))) : null;
          }
          return result;
        });
  }

  private static boolean areNumeric(List<Type> types, int count) {
    return types.size() == count && types.stream().allMatch(Type::isNumeric);
  }

  /** The type that holds values of all these types; null if there is none. */
  private static Type common(List<Type> types) {
    Type result = types.get(0);
    for (Type type : types) {
      if (type.isList()) {
        return null;
      }
      if (type != result) {
        result = type.isNumeric() && result.isNumeric() ? Type.DOUBLE : null;
        if (result == null) {
          return null;
        }
      }
    }
    return result;
  }
}
