package dev.inkling.operator;

/**
 * Where rows come from: a description that an engine opens in its own way, or a source that an
 * engine brings itself.
 */
public interface Input {

  /** The name by which messages and plans call it. */
  String name();
}
