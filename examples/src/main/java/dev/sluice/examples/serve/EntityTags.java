package dev.sluice.examples.serve;

import org.jspecify.annotations.Nullable;

/** Lists of entity tags: RFC 9110, 8.8.3. */
final class EntityTags {
  private EntityTags() {}

  /**
   * Looks for a tag in a list. What comes after a mistake in the list is not looked at.
   *
   * @param list the value of If-Match or If-None-Match
   * @param tag a strong tag with its quotes, null for what has none
   * @param weakly whether weak tags are compared as well
   */
  static boolean match(String list, @Nullable String tag, boolean weakly) {
    if (list.equals("*")) {
      return true;
    }
    int at = 0;
    while (tag != null && at < list.length()) {
      char c = list.charAt(at);
      if (c == ' ' || c == '\t' || c == ',') {
        at++;
        continue;
      }
      boolean weak = list.startsWith("W/", at);
      int open = weak ? at + 2 : at;
      int close = list.startsWith("\"", open) ? list.indexOf('"', open + 1) : -1;
      if (close < 0) {
        return false;
      }
      boolean same =
          close + 1 - open == tag.length() && list.regionMatches(open, tag, 0, tag.length());
      if (same && (weakly || !weak)) {
        return true;
      }
      at = close + 1;
      if (!endsElement(list, at)) {
        return false;
      }
    }
    return false;
  }

  private static boolean endsElement(String list, int at) {
    return at == list.length() || " \t,".indexOf(list.charAt(at)) >= 0;
  }
}
