/** SQL text to a {@link dev.inkling.operator.Query}: Calcite's parser, and a binder of our own. */
package dev.inkling.sql;
