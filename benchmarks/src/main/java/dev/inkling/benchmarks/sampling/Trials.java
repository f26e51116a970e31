package dev.inkling.benchmarks.sampling;

import dev.inkling.sketch.Estimate;
import java.util.stream.IntStream;

/** The tallies of many samples of one population. */
final class Trials {

  private static final int CHUNKS = 64;

  private final Population population;

  /** By group, ALL last, and by question. */
  private final Tally[][] tallies;

  private Trials(Population population) {
    this.population = population;
    tallies = new Tally[population.groups() + 1][Asked.values().length];
    for (Tally[] row : tallies) {
      for (int i = 0; i < row.length; i++) {
        row[i] = new Tally();
      }
    }
  }

  /** Takes this many samples, on all processors */
  static Trials of(Population population, Sampler sampler, int trials) {
    return of(population, sampler, trials, (group, asked) -> true);
  }

  /** Which answers are looked at. */
  interface Wanted {
    boolean test(int group, Asked asked);
  }

  /** The same, only for some of the answers. */
  static Trials of(Population population, Sampler sampler, int trials, Wanted wanted) {
    return IntStream.range(0, CHUNKS)
        .parallel()
        .mapToObj(
            chunk -> {
              Trials part = new Trials(population);
              for (int trial = chunk; trial < trials; trial += CHUNKS) {
                part.run(sampler, population.seed(trial), wanted);
              }
              return part;
            })
        .reduce(new Trials(population), Trials::plus);
  }

  private void run(Sampler sampler, long seed, Wanted wanted) {
    boolean[][] answered = new boolean[tallies.length][Asked.values().length];
    sampler.sample(
        population,
        seed,
        new Sampler.Sink() {
          @Override
          public void take(int group, Asked asked, Estimate answer) {
            int g = group == Population.ALL ? population.groups() : group;
            answered[g][asked.place()] = true;
            tallies[g][asked.place()].add(answer, population.truth(group, asked));
          }

          @Override
          public boolean wants(int group, Asked asked) {
            return wanted.test(group, asked);
          }
        });
    for (int g = 0; g < tallies.length; g++) {
      int group = g == population.groups() ? Population.ALL : g;
      for (Asked asked : Asked.values()) {
        if (!answered[g][asked.place()] && wanted.test(group, asked)) {
          tallies[g][asked.place()].addNothing(population.truth(group, asked));
        }
      }
    }
  }

  private Trials plus(Trials other) {
    Trials sum = new Trials(population);
    for (int g = 0; g < tallies.length; g++) {
      for (int i = 0; i < tallies[g].length; i++) {
        sum.tallies[g][i].add(tallies[g][i]).add(other.tallies[g][i]);
      }
    }
    return sum;
  }

  Tally of(int group, Asked asked) {
    return tallies[group == Population.ALL ? population.groups() : group][asked.place()];
  }
}
