package dev.inkling.benchmarks.accuracy;

import java.util.function.Supplier;

/** The images of DataSketches' sketches, which need a library that refuses JDKs after 21. */
final class Images {

  private Images() {}

  /** The length of an image; NaN if this JDK is refused. */
  static double bytes(Supplier<byte[]> image) {
    try {
      return image.get().length;
    } catch (LinkageError e) {
      return Double.NaN;
    }
  }
}
