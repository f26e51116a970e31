package dev.inkling.operator;

/** Where answers go: a description that an engine opens in its own way, or an engine's own sink. */
public interface Destination {

  /** The name by which messages and plans call it. */
  String name();
}
