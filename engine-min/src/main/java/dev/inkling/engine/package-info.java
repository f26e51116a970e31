/** The embedded engine: runs queries over sources on a few threads of one process. */
package dev.inkling.engine;
