/** The contract of all sketches; one package below this one per question that is asked. */
package dev.inkling.sketch;
