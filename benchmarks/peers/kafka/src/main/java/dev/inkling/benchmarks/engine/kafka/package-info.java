/** Kafka Streams beside the engine. */
package dev.inkling.benchmarks.engine.kafka;
