/** Quantiles and ranks: what is the median, how many are below x? */
package dev.inkling.sketch.quantile;
