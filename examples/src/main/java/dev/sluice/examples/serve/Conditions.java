package dev.sluice.examples.serve;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * On what a request depends, and the part that it asks for: field values as they came, those of
 * fields that came several times as one list, null where there was none.
 */
record Conditions(
    @Nullable String ifMatch,
    @Nullable String ifNoneMatch,
    @Nullable String ifModifiedSince,
    @Nullable String ifUnmodifiedSince,
    @Nullable String range,
    @Nullable String ifRange) {
  /** Most requests'. */
  static final Conditions NONE = new Conditions(null, null, null, null, null, null);

  /** What comes of them. */
  enum Verdict {
    MET,
    NOT_MODIFIED,
    FAILED
  }

  /**
   * Judges all but If-Range, in the order of RFC 9110, 13.2.2, for GET and HEAD.
   *
   * @param tag the entity tag of what would be sent, null where it has none
   * @param modified when that was changed last, {@link HttpDate#NONE} where nobody knows
   */
  Verdict judge(@Nullable String tag, long modified) {
    if (ifMatch != null) {
      if (!EntityTags.match(ifMatch, tag, false)) {
        return Verdict.FAILED;
      }
    } else if (ifUnmodifiedSince != null && isAfter(modified, ifUnmodifiedSince)) {
      return Verdict.FAILED;
    }
    if (ifNoneMatch != null) {
      return EntityTags.match(ifNoneMatch, tag, true) ? Verdict.NOT_MODIFIED : Verdict.MET;
    }
    boolean same = ifModifiedSince != null && isUpTo(modified, ifModifiedSince);
    return same ? Verdict.NOT_MODIFIED : Verdict.MET;
  }

  /** False also where there is nothing to compare: the field is ignored then. */
  private static boolean isAfter(long modified, String date) {
    long second = modified == HttpDate.NONE ? HttpDate.NONE : HttpDate.parse(date);
    return second != HttpDate.NONE && modified > second;
  }

  private static boolean isUpTo(long modified, String date) {
    long second = modified == HttpDate.NONE ? HttpDate.NONE : HttpDate.parse(date);
    return second != HttpDate.NONE && modified <= second;
  }

  /**
   * Judges If-Range: whether the part is wanted, or else the whole.
   *
   * @param tag the entity tag of what would be sent
   * @param modified when that was changed last
   */
  boolean wantsPart(String tag, long modified) {
    String validator = ifRange;
    if (range == null || validator == null) {
      return range != null;
    }
    if (validator.startsWith("\"") || validator.startsWith("W/")) {
      // Strong comparison, and one tag only: what is weak equals nothing.
      return Objects.equals(validator, tag);
    }
    // RFC 9110, 8.8.2.2: within the second of a change the date says nothing for certain.
    return modified < HttpDate.nowSecond() - 1
        && modified != HttpDate.NONE
        && HttpDate.parse(validator) == modified;
  }
}
