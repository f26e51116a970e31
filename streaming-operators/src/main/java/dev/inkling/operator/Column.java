package dev.inkling.operator;

import java.util.Objects;

/**
 * A column's name and type.
 *
 * @param name the name, not empty; case matters
 * @param type the type of its values
 */
public record Column(String name, Type type) {

  /** Checks that there is a name. */
  public Column {
    Objects.requireNonNull(type, "type");
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a column's name must not be empty");
    }
  }
}
