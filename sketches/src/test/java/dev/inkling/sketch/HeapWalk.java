package dev.inkling.sketch;

import dev.inkling.hash.Hash64;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * What an object and all that it refers to occupies on a 64-bit JVM with compressed pointers, by
 * walking its fields: 12 bytes of header, 4 per reference, 16 in front of an array, multiples of 8.
 * Enum constants, hash functions, empty arrays and objects that their own class keeps in a static
 * field are shared by all sketches and not counted.
 */
final class HeapWalk {

  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  private HeapWalk() {}

  static long bytesOf(Object root) {
    return new HeapWalk().walk(root);
  }

  private long walk(Object object) {
    if (object == null
        || object instanceof Enum<?>
        || object instanceof Hash64
        || object instanceof Class<?>
        || !seen.add(object)
        || isConstant(object)) {
      return 0;
    }
    return object.getClass().isArray() ? array(object) : fields(object);
  }

  private static boolean isConstant(Object object) {
    for (Field field : object.getClass().getDeclaredFields()) {
      if (Modifier.isStatic(field.getModifiers()) && field.getType() == object.getClass()) {
        field.setAccessible(true);
        if (valueOf(field, null) == object) {
          return true;
        }
      }
    }
    return false;
  }

  private static Object valueOf(Field field, Object object) {
    try {
      return field.get(object);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  private long array(Object array) {
    int length = Array.getLength(array);
    if (length == 0) {
      return 0;
    }
    Class<?> component = array.getClass().getComponentType();
    long bytes = align(16 + (long) length * width(component));
    if (!component.isPrimitive()) {
      for (Object element : (Object[]) array) {
        bytes += walk(element);
      }
    }
    return bytes;
  }

  private long fields(Object object) {
    long own = 12;
    long others = 0;
    for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers())) {
          continue;
        }
        own += width(field.getType());
        if (!field.getType().isPrimitive()) {
          field.setAccessible(true);
          others += walk(valueOf(field, object));
        }
      }
    }
    return align(own) + others;
  }

  private static int width(Class<?> type) {
    if (!type.isPrimitive()) {
      return 4;
    }
    if (type == long.class || type == double.class) {
      return 8;
    }
    if (type == int.class || type == float.class) {
      return 4;
    }
    return type == boolean.class || type == byte.class ? 1 : 2;
  }

  private static long align(long bytes) {
    return (bytes + 7) & ~7L;
  }
}
