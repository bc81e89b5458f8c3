package dev.sluice.examples.proxy;

import java.util.Locale;

/**
 * Writes Prometheus' text format, version 0.0.4: families one after another, each with its help,
 * its type and its samples.
 *
 * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">Exposition
 *     formats</a>
 */
final class Exposition {
  /** What a figure does. */
  enum Type {
    /** It only rises. */
    COUNTER,
    /** It rises and falls. */
    GAUGE
  }

  private final String prefix;
  private final StringBuilder out = new StringBuilder();
  private String family = "";

  /** Begins the names of all families so. */
  Exposition(String prefix) {
    this.prefix = prefix;
  }

  /** Begins a family; what follows are its samples. */
  Exposition family(String name, Type type, String help) {
    family = prefix + name;
    out.append("# HELP ").append(family).append(' ').append(escaped(help, false)).append('\n');
    out.append("# TYPE ").append(family).append(' ');
    out.append(type.name().toLowerCase(Locale.ROOT)).append('\n');
    return this;
  }

  /** The family's only sample. */
  Exposition sample(long value) {
    out.append(family).append(' ').append(value).append('\n');
    return this;
  }

  /** One of the family's samples. */
  Exposition sample(String label, String which, long value) {
    out.append(family).append('{').append(label).append("=\"");
    out.append(escaped(which, true)).append("\"} ").append(value).append('\n');
    return this;
  }

  private static String escaped(String text, boolean quoted) {
    String escaped = text.replace("\\", "\\\\").replace("\n", "\\n");
    return quoted ? escaped.replace("\"", "\\\"") : escaped;
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
