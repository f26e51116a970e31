/**
 * What became better or worse from one run to another, beyond the noise that the runs measured
 * themselves. The rule is in {@code docs/BENCHMARKS.md}, its reasons in decision 032.
 */
package dev.inkling.benchmarks.compare;
