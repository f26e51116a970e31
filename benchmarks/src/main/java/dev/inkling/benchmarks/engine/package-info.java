/**
 * The engine beside its peers: the same generated events and the same four queries. Each engine is
 * an {@link dev.inkling.benchmarks.engine.EventEngine} that a {@link
 * dev.inkling.benchmarks.engine.Fork} of {@link dev.inkling.benchmarks.engine.EngineSeries} runs in
 * a process of its own. Engines with class paths of their own are under {@code benchmarks/peers}.
 */
package dev.inkling.benchmarks.engine;
