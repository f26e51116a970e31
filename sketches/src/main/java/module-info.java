/** Mergeable sketches with an error bar on every answer. */
module dev.inkling.sketches {
  requires com.dynatrace.hash4j;

  exports dev.inkling.hash;
  exports dev.inkling.sketch;
  exports dev.inkling.sketch.distinct;
  exports dev.inkling.sketch.frequency;
  exports dev.inkling.sketch.membership;
  exports dev.inkling.sketch.quantile;
  exports dev.inkling.sketch.sampling;
}
