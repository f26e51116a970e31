/**
 * What sketches of every kind and size make of a column of the user's own files, measured against
 * the exact truth: {@link dev.inkling.cli.accuracy.AccuracyStudy}.
 */
package dev.inkling.cli.accuracy;
