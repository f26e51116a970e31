/** The laws that every aggregator keeps, to be checked in tests with any framework or none. */
package dev.inkling.operator.testing;
