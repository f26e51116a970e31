/**
 * What a query is, apart from how an engine runs it: columns, expressions, windows, aggregators.
 */
package dev.inkling.operator;
