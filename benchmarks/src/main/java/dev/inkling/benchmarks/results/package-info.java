/**
 * What a benchmark measured, as text that outlives it: measures, the run that they come from, the
 * files of one run and the history of all runs. The format is described in {@code
 * docs/BENCHMARKS.md}.
 */
package dev.inkling.benchmarks.results;
