/** Whole processes that answer a query over a file, timed side by side. */
package dev.inkling.benchmarks.files;
