package dev.inkling.operator;

import dev.inkling.sketch.Estimate;

/**
 * A frequent item and how often it was seen.
 *
 * @param item a String, Long, Double or Boolean
 * @param count how often, with its bar
 */
public record TopItem(Object item, Estimate count) {}
