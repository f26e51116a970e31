package dev.inkling.cli.accuracy;

import dev.inkling.operator.Type;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What can be asked of a column. */
public enum Question {
  /** How many distinct values there are. */
  DISTINCT,
  /** How often values occur. */
  FREQUENCY,
  /** Whether a value is there. */
  MEMBERSHIP,
  /** Below which number a share of all lies. */
  QUANTILE,
  /** Sums, counts and medians from a sample. */
  SAMPLE;

  /** As it is written on a command line. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it can be asked of values of this type. */
  public boolean suits(Type type) {
    return type.isNumeric() || (this != QUANTILE && this != SAMPLE);
  }

  /** What most people would ask of a column of this type. */
  public static Question mostLikely(Type type) {
    return type == Type.DOUBLE ? QUANTILE : DISTINCT;
  }

  /** The others that can be asked of a column of this type. */
  public List<Question> others(Type type) {
    return Stream.of(values()).filter(q -> q != this && q.suits(type)).toList();
  }

  /** What stands for values of this type. */
  KeyForm form(Type type) {
    if (this == QUANTILE || this == SAMPLE || type == Type.DOUBLE) {
      return KeyForm.NUMBER;
    }
    return type == Type.VARCHAR ? KeyForm.TEXT : KeyForm.WHOLE;
  }

  /** How its sketches are measured. */
  Trial trial(AccuracyStudy.Wish wish, KeyForm form) {
    return switch (this) {
      case DISTINCT -> new DistinctTrial(wish);
      case FREQUENCY -> new FrequencyTrial(wish, form);
      case MEMBERSHIP -> new MembershipTrial(wish);
      case QUANTILE -> new QuantileTrial(wish);
      case SAMPLE -> new SampleTrial(wish);
    };
  }
}
