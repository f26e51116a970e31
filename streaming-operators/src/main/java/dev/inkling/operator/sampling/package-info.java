/** Estimates from samples: counts, sums, means, ratios and quantiles of all rows, with bars. */
package dev.inkling.operator.sampling;
