/**
 * How far the answers of sketches are from the truth, how often their bars hold it, and what they
 * weigh: experiments with fixed seeds, written as {@code docs/ACCURACY.md}.
 */
package dev.inkling.benchmarks.accuracy;
