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
    List<String> good = new ArrayList<>();
    Tables.cases("plans.txt").forEach(c -> good.add(c.sql()));
    List<String> queries = new ArrayList<>(good);
    Tables.cases("refusals.txt").forEach(c -> queries.add(c.sql()));
    List<String> tokens = new ArrayList<>();
    queries.forEach(q -> tokens.addAll(tokens(q)));
    SplittableRandom random = new SplittableRandom(20261123);
    int planned = 0;
    int refused = 0;
    for (int i = 0; i < 3_000; i++) {
      List<String> from = i % 2 == 0 ? good : queries;
      int changes = i % 2 == 0 ? 1 : 1 + random.nextInt(3);
      String query = mutate(from.get(random.nextInt(from.size())), changes, tokens, random);
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
    if (planned < 200 || refused < 1_000) {
      throw new AssertionError("too one-sided: " + planned + " planned, " + refused + " refused");
    }
  }

  private static String mutate(
      String query, int changes, List<String> pool, SplittableRandom random) {
    List<String> tokens = tokens(query);
    for (int n = changes; n > 0 && !tokens.isEmpty(); n--) {
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
