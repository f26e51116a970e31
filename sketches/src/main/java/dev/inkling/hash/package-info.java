/** The hash functions that sketches are fed with; their values are frozen for ever. */
package dev.inkling.hash;
