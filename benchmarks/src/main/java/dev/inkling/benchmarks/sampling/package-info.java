/** What bars from samples hold: coverage over many samples of known populations. */
package dev.inkling.benchmarks.sampling;
