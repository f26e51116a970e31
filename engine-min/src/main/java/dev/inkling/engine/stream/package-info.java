/**
 * Transformations of sources: columns and rows computed, rows left out, several streams put
 * together, and what needs a memory: deduplication, joins, a state per key. {@link
 * dev.inkling.engine.stream.RowStream} is where to begin.
 *
 * <pre>{@code
 * EventTime ts = EventTime.of("ts", Duration.ofSeconds(5));
 * RowStream visits =
 *     RowStream.from(FileInput.of("visits.csv"))
 *         .filter(col("status").eq(200))
 *         .distinctBy(List.of("visit_id"), ts, Duration.ofMinutes(10))
 *         .leftJoin(Table.csv("countries.csv"), "country");
 * Query perContinent =
 *     Query.from(visits)
 *         .eventTime("ts", Duration.ofSeconds(5))
 *         .window(Window.tumbling(Duration.ofMinutes(1)))
 *         .groupBy("continent")
 *         .aggregate("users", "user", Aggregators.countDistinct(0.01));
 * }</pre>
 *
 * <p>What steps with a state (deduplication, {@code process}, {@code joinWithin}) have in common:
 *
 * <ul>
 *   <li>They read all partitions of what is before them in one partition of their own, on one
 *       thread, a batch of each in turn; one that is ahead in event time passes up to 63 turns as
 *       long as another has rows. Rows of a partition stay in order, and as long as no partition
 *       has to be waited for, the same input gives the same rows in the same order.
 *   <li>The watermark is the smallest over the partitions of the latest time less the disorder, and
 *       rises row by row; a row older than it is late. Partitions that have ended, or are idle, are
 *       left out.
 *   <li>What they remember, and have left out, is in {@link
 *       dev.inkling.engine.stream.RowStream#counters}.
 *   <li>Their state is in memory only: it begins anew whenever they are opened, they have no {@link
 *       dev.inkling.engine.Source.Reader#position}, and what they hold back (rows of an outer join
 *       that may yet find a partner, timers) goes out when the input ends, but not when the query
 *       that reads them is stopped.
 * </ul>
 */
package dev.inkling.engine.stream;
