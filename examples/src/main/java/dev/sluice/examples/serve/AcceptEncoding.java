package dev.sluice.examples.serve;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** What a client says of encodings, weighed in thousandths: RFC 9110, 12.5.3. */
final class AcceptEncoding {
  private static final Pattern WEIGHT = Pattern.compile("q=(0(\\.\\d{0,3})?|1(\\.0{0,3})?)");
  private static final int THOUSAND = 1000;
  private static final int UNKNOWN = -1;

  private final Map<Coding, Integer> codings = new EnumMap<>(Coding.class);
  private int identity = UNKNOWN;
  private int others = UNKNOWN;

  /**
   * Reads a field.
   *
   * @param field its value; what is malformed in it is ignored
   */
  AcceptEncoding(String field) {
    for (String element : field.toLowerCase(Locale.ROOT).split(",", -1)) {
      int end = element.indexOf(';');
      String name = (end < 0 ? element : element.substring(0, end)).strip();
      int weight = end < 0 ? THOUSAND : parsed(element.substring(end + 1).strip());
      if (weight != UNKNOWN) {
        put(name, weight);
      }
    }
  }

  private static int parsed(String weight) {
    if (!WEIGHT.matcher(weight).matches()) {
      return UNKNOWN;
    }
    String digits = weight.substring("q=".length()).replace(".", "");
    return Integer.parseInt((digits + "000").substring(0, 4));
  }

  private void put(String name, int weight) {
    switch (name) {
      case "br" -> codings.put(Coding.BROTLI, weight);
      case "zstd" -> codings.put(Coding.ZSTD, weight);
      case "gzip", "x-gzip" -> codings.put(Coding.GZIP, weight);
      case "identity" -> identity = weight;
      case "*" -> others = weight;
      default -> {}
    }
  }

  /** How much a coding is wanted; 0: not at all. */
  int weight(Coding coding) {
    return codings.getOrDefault(coding, Math.max(0, others));
  }

  /** Whether the file as it is is wanted more than what weighs so much. */
  boolean prefersIdentity(int weight) {
    if (identity == UNKNOWN && others == UNKNOWN) {
      // Not said: it is taken, but anything that is asked for comes first.
      return weight == 0;
    }
    return (identity == UNKNOWN ? others : identity) > weight;
  }
}
