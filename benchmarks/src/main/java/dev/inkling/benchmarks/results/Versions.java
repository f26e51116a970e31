package dev.inkling.benchmarks.results;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Enumeration;
import java.util.Properties;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The versions of libraries, as their jars tell them. */
public final class Versions {

  private static final Pattern IN_NAME = Pattern.compile("-([0-9][^/]*)\\.jar$");
  private static final Attributes.Name BUNDLE = new Attributes.Name("Bundle-Version");

  private Versions() {}

  /**
   * The version of the jar that a class comes from: as Maven wrote it there, else as the name of
   * the file says, else as its manifest does; {@code unknown} if none does or it is no jar.
   */
  public static String of(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) {
      return "unknown";
    }
    try {
      return ofJar(Path.of(source.getLocation().toURI()));
    } catch (URISyntaxException e) {
      return "unknown";
    }
  }

  /** The version of a jar; {@code unknown} if it does not tell or is none. */
  public static String ofJar(Path file) {
    if (!file.toString().endsWith(".jar")) {
      return "unknown";
    }
    try (JarFile jar = new JarFile(new File(file.toString()))) {
      String maven = maven(jar);
      if (!maven.isEmpty()) {
        return maven;
      }
      Matcher name = IN_NAME.matcher(file.toString());
      return name.find() ? name.group(1) : manifest(jar);
    } catch (IOException e) {
      return "unknown";
    }
  }

  /** Empty if there is no or more than one such entry: a jar that contains others. */
  private static String maven(JarFile jar) throws IOException {
    String version = "";
    for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
      JarEntry entry = entries.nextElement();
      if (entry.getName().startsWith("META-INF/maven/")
          && entry.getName().endsWith("/pom.properties")) {
        if (!version.isEmpty()) {
          return "";
        }
        Properties properties = new Properties();
        try (InputStream in = jar.getInputStream(entry)) {
          properties.load(in);
        }
        version = properties.getProperty("version", "").strip();
      }
    }
    return version;
  }

  private static String manifest(JarFile jar) throws IOException {
    Manifest manifest = jar.getManifest();
    if (manifest == null) {
      return "unknown";
    }
    Attributes attributes = manifest.getMainAttributes();
    String version = attributes.getValue(Attributes.Name.IMPLEMENTATION_VERSION);
    version = version == null ? attributes.getValue(BUNDLE) : version;
    return version == null || version.isBlank() ? "unknown" : version.strip();
  }
}
