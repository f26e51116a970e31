package dev.inkling.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Whatever the text, there is a plan or a clear error: queries with pieces lost, swapped, added.
 */
final class MutationTest {

  private static final Pattern TOKEN =
      Pattern.compile("'[^']*'|\"[^\"]*\"|[A-Za-z_0-9.]+|\\s+|<>|<=|>=|\\|\\||=>|.");

  @Test
  void mutatedQueriesGiveAPlanOrASqlException() {
    List<String> queries = new ArrayList<>();
    Tables.cases("plans.txt").forEach(c -> queries.add(c.sql()));
    Tables.cases("refusals.txt").forEach(c -> queries.add(c.sql()));
    List<String> tokens = new ArrayList<>();
    queries.forEach(q -> tokens.addAll(tokens(q)));
    SplittableRandom random = new SplittableRandom(20261123);
    int planned = 0;
    int refused = 0;
    for (int i = 0; i < 5_000; i++) {
      String query = mutate(queries.get(random.nextInt(queries.size())), tokens, random);
      try {
        Tables.plan(query);
        planned++;
      } catch (SqlException e) {
        refused++;
        if (e.getMessage().contains("\n") || e.getMessage().length() > 600) {
          throw new AssertionError("not one clear line for: " + query, e);
        }
      } catch (RuntimeException | LinkageError e) {
        throw new AssertionError("not a SqlException for: " + query, e);
      }
    }
    if (planned < 200 || refused < 2_000) {
      throw new AssertionError("too one-sided: " + planned + " planned, " + refused + " refused");
    }
  }

  private static String mutate(String query, List<String> pool, SplittableRandom random) {
    List<String> tokens = tokens(query);
    for (int n = 1 + random.nextInt(3); n > 0 && !tokens.isEmpty(); n--) {
      int at = random.nextInt(tokens.size());
      switch (random.nextInt(4)) {
        case 0 -> tokens.remove(at);
        case 1 -> tokens.add(at, pool.get(random.nextInt(pool.size())));
        case 2 -> tokens.set(at, pool.get(random.nextInt(pool.size())));
        default -> {
          int other = random.nextInt(tokens.size());
          String swapped = tokens.set(at, tokens.get(other));
          tokens.set(other, swapped);
        }
      }
    }
    return String.join("", tokens);
  }

  private static List<String> tokens(String query) {
    List<String> tokens = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(query);
    while (matcher.find()) {
      tokens.add(matcher.group());
    }
    return tokens;
  }
}
