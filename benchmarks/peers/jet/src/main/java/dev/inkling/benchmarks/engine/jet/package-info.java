/** Hazelcast Jet beside the engine. */
package dev.inkling.benchmarks.engine.jet;
