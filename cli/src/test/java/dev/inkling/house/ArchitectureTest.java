package dev.inkling.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The house rules that a machine can check; see docs/ARCHITECTURE.md. */
@AnalyzeClasses(packages = "dev.inkling", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

  @ArchTest
  static final ArchRule importsGoOneWay =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("hash")
          .definedBy("dev.inkling.hash..")
          .layer("sketch")
          .definedBy("dev.inkling.sketch..")
          .layer("operator")
          .definedBy("dev.inkling.operator..")
          .layer("engine")
          .definedBy("dev.inkling.engine..")
          .layer("sql")
          .definedBy("dev.inkling.sql..")
          .layer("cli")
          .definedBy("dev.inkling.cli..")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("sql")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("engine")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("operator")
          .mayOnlyBeAccessedByLayers("engine", "sql", "cli")
          .whereLayer("sketch")
          .mayOnlyBeAccessedByLayers("operator", "engine", "sql", "cli")
          .whereLayer("hash")
          .mayOnlyBeAccessedByLayers("sketch", "operator", "engine", "cli");

  @ArchTest
  static final ArchRule familiesOfSketchesDoNotKnowEachOther =
      slices()
          .matching("dev.inkling.sketch.(distinct|frequency|membership|quantile|sampling)..")
          .should()
          .notDependOnEachOther();

  @ArchTest
  static final ArchRule theSketchContractDoesNotKnowItsFamilies =
      noClasses()
          .that()
          .resideInAnyPackage("dev.inkling.sketch", "dev.inkling.sketch.internal")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.inkling.sketch.distinct..",
              "dev.inkling.sketch.frequency..",
              "dev.inkling.sketch.membership..",
              "dev.inkling.sketch.quantile..",
              "dev.inkling.sketch.sampling..");

  @ArchTest
  static final ArchRule sketchesNeedOnlyTheJdkAndOneHashLibrary =
      classes()
          .that()
          .resideInAnyPackage("dev.inkling.hash..", "dev.inkling.sketch..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..", "dev.inkling.hash..", "dev.inkling.sketch..", "com.dynatrace.hash4j..");

  @ArchTest
  static final ArchRule internalsStayInTheirModule =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.inkling.sketch..", "dev.inkling.hash..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.inkling.sketch.internal..");

  @ArchTest
  static final ArchRule engineInternalsStayInTheirModule =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.inkling.engine..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.inkling.engine.internal..");

  @ArchTest
  static final ArchRule calciteStaysInSql =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.inkling.sql..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.calcite..");

  @ArchTest
  static final ArchRule onlyTheClockAsksForTheTime =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("dev.inkling.engine.Clock$SystemClock")
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(java.time.LocalDateTime.class, "now");

  @ArchTest
  static final ArchRule randomnessIsSeeded =
      noClasses()
          .should()
          .callMethod(Math.class, "random")
          .orShould()
          .callConstructor(java.util.Random.class)
          .orShould()
          .callConstructor(java.util.SplittableRandom.class)
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom");

  @ArchTest
  static final ArchRule charsetsAndLocalesAreNamed =
      noClasses()
          .should()
          .callMethod(String.class, "getBytes")
          .orShould()
          .callConstructor(String.class, byte[].class)
          .orShould()
          .callConstructor(String.class, byte[].class, int.class, int.class)
          .orShould()
          .callMethod(String.class, "format", String.class, Object[].class)
          .orShould()
          .callMethod(String.class, "formatted", Object[].class)
          .orShould()
          .callMethod(String.class, "toLowerCase")
          .orShould()
          .callMethod(String.class, "toUpperCase");

  @ArchTest
  static final ArchRule noUnsafe =
      noClasses().should().dependOnClassesThat().haveFullyQualifiedName("sun.misc.Unsafe");
}
