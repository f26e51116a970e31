package dev.inkling.benchmarks.results;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.tdunning.math.stats.TDigest;
import org.apache.datasketches.hll.HllSketch;
import org.junit.jupiter.api.Test;

class VersionsTest {

  @Test
  void jarsTellTheirVersions() {
    assertThat(Versions.of(HllSketch.class)).matches("\\d+\\.\\d+\\.\\d+");
    assertThat(Versions.of(TDigest.class)).matches("\\d+\\.\\d+.*");
    assertThat(Versions.of(ImmutableList.class)).matches("\\d+\\.\\d+\\.\\d+-jre");
  }

  @Test
  void whatIsInNoJarHasNoVersion() {
    assertThat(Versions.of(String.class)).isEqualTo("unknown");
    assertThat(Versions.of(VersionsTest.class)).isEqualTo("unknown");
  }
}
