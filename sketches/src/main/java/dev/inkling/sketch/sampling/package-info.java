/** Random samples of a stream: which items stand for all of them? */
package dev.inkling.sketch.sampling;
