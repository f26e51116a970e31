/** The {@code inkling} command. */
package dev.inkling.cli;
