/** What hashing shares with the sketches; for this module only. */
package dev.inkling.hash.internal;
