/** Was a value seen? */
package dev.inkling.sketch.membership;
