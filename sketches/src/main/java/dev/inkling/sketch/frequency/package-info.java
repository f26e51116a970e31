/** How often does a value occur, and which values occur most? */
package dev.inkling.sketch.frequency;
