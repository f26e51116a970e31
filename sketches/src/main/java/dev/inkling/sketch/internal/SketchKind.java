package dev.inkling.sketch.internal;

/** Every kind of stored sketch and its number in the preamble; a number is never reused. */
public enum SketchKind {
  HYPER_LOG_LOG(1),
  EXA_LOG_LOG(2),
  THETA(3),
  COUNT_MIN(16),
  TOP_K(17),
  BLOOM(32),
  SCALABLE_BLOOM(33),
  AGEING_BLOOM(34),
  T_DIGEST(48),
  KLL(49),
  DD_SKETCH(50),
  RESERVOIR(64),
  STRATIFIED(65),
  BERNOULLI(66),
  WEIGHTED(67),
  VAR_OPT(68),
  RECENT(69);

  private final int id;

  SketchKind(int id) {
    this.id = id;
  }

  /** The number in the preamble, 1 to 255. */
  public int id() {
    return id;
  }
}
