package dev.inkling.cli.accuracy;

/**
 * One kind and size of sketch, judged by one {@link Aim}.
 *
 * @param aim what is asked for
 * @param sketch the kind
 * @param size the size, for people
 * @param code how a Java program makes one; empty for what is no sketch
 * @param heapBytes in memory, full
 * @param storedBytes as bytes, full
 * @param measured errors and bars
 * @param nsPerValue one measurement of what a value takes to be added; NaN if there is none
 */
public record Finding(
    Aim aim,
    String sketch,
    String size,
    String code,
    long heapBytes,
    long storedBytes,
    Measured measured,
    double nsPerValue) {}
