/**
 * What an operation on a sketch costs, beside the peers, with JMH. One class per question; a method
 * per subject, all doing the same work on the same data; {@link
 * dev.inkling.benchmarks.speed.SpeedSeries} runs them in turn and prints ratios.
 */
package dev.inkling.benchmarks.speed;
