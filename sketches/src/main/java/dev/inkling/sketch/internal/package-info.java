/** What all sketches share behind their contract; for this module only. */
package dev.inkling.sketch.internal;
