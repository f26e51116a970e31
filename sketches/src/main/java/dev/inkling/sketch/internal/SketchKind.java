package dev.inkling.sketch.internal;

/** Every kind of stored sketch and its number in the preamble; a number is never reused. */
public enum SketchKind {
  HYPER_LOG_LOG(1),
  COUNT_MIN(16),
  TOP_K(17),
  BLOOM(32),
  T_DIGEST(48),
  RESERVOIR(64),
  STRATIFIED(65);

  private final int id;

  SketchKind(int id) {
    this.id = id;
  }

  /** The number in the preamble, 1 to 255. */
  public int id() {
    return id;
  }
}
