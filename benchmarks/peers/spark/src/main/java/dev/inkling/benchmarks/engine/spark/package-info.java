/** Apache Spark beside the engine. */
package dev.inkling.benchmarks.engine.spark;
