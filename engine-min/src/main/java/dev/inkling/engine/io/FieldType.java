package dev.inkling.engine.io;

import dev.inkling.operator.TimestampFormat;
import dev.inkling.operator.Type;
import java.util.Locale;
import java.util.Objects;

/**
 * How a field of a text file is read: its type and, for a TIMESTAMP, how instants are written.
 *
 * @param type BIGINT, DOUBLE, VARCHAR, BOOLEAN or TIMESTAMP
 * @param format how instants are written; null, and only then, if the type is not TIMESTAMP
 */
public record FieldType(Type type, TimestampFormat format) {

  /** Texts. */
  public static final FieldType VARCHAR = new FieldType(Type.VARCHAR, null);

  /** Checks that there is a format exactly for a TIMESTAMP. */
  public FieldType {
    Objects.requireNonNull(type, "type");
    if (type.isList()) {
      throw new IllegalArgumentException("type must be one that files hold, got " + type);
    }
    if ((type == Type.TIMESTAMP) != (format != null)) {
      throw new IllegalArgumentException(
          "format must be given for TIMESTAMP and for no other type, got "
              + format
              + " for "
              + type);
    }
  }

  /** This type; a TIMESTAMP in {@link TimestampFormat#ISO}. */
  public static FieldType of(Type type) {
    return new FieldType(type, type == Type.TIMESTAMP ? TimestampFormat.ISO : null);
  }

  /** A TIMESTAMP in this format. */
  public static FieldType timestamp(TimestampFormat format) {
    return new FieldType(Type.TIMESTAMP, format);
  }

  /**
   * The type that a user names: {@code bigint}, {@code double}, {@code varchar}, {@code boolean},
   * {@code timestamp} in any case, or {@code timestamp(f)} with f as in {@link
   * TimestampFormat#named}.
   *
   * @throws IllegalArgumentException if there is no such type
   */
  public static FieldType named(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.startsWith("timestamp(") && lower.endsWith(")")) {
      return timestamp(TimestampFormat.named(name.substring(10, name.length() - 1)));
    }
    return switch (lower) {
      case "bigint" -> of(Type.BIGINT);
      case "double" -> of(Type.DOUBLE);
      case "varchar" -> VARCHAR;
      case "boolean" -> of(Type.BOOLEAN);
      case "timestamp" -> of(Type.TIMESTAMP);
      default ->
          throw new IllegalArgumentException(
              "type must be bigint, double, varchar, boolean, timestamp or timestamp(format), got "
                  + name);
    };
  }

  /** The name, as {@link #named} takes it. */
  @Override
  public String toString() {
    String name = type.name().toLowerCase(Locale.ROOT);
    return format == null || format.equals(TimestampFormat.ISO) ? name : name + "(" + format + ")";
  }
}
