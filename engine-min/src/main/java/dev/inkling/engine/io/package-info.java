/** The sources and sinks that come with the engine. */
package dev.inkling.engine.io;
