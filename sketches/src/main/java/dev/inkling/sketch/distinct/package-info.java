/** How many different values? */
package dev.inkling.sketch.distinct;
