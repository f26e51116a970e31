/** How the engine runs a query; for this module only. */
package dev.inkling.engine.internal;
