package dev.sluice.examples.serve;

import java.util.HashMap;
import java.util.Map;

/** Gathers the fields of {@link Conditions}. */
final class ConditionFields {
  private final Map<String, String> values = new HashMap<>();

  /** One more; its name in lower case. */
  void put(String name, String value) {
    values.put(name, RequestBuilder.joined(values.get(name), value));
  }

  Conditions build() {
    return new Conditions(
        values.get("if-match"),
        values.get("if-none-match"),
        values.get("if-modified-since"),
        values.get("if-unmodified-since"),
        values.get("range"),
        values.get("if-range"));
  }
}
