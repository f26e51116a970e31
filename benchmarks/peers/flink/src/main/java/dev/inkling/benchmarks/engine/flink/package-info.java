/** Apache Flink beside the engine. */
package dev.inkling.benchmarks.engine.flink;
