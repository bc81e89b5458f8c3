package dev.sluice.examples.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.serve.Conditions.Verdict;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9110, 13, for something with the tag "a" that changed at the second 784111777. */
class ConditionsTest {
  private static final long MODIFIED = 784111777;
  private static final String TAG = "\"a\"";

  private static final Map<String, String> DATES =
      Map.of(
          "BEFORE", "Sun, 06 Nov 1994 08:49:36 GMT",
          "SAME", "Sun, 06 Nov 1994 08:49:37 GMT",
          "RFC850", "Sunday, 06-Nov-94 08:49:37 GMT",
          "ASCTIME", "Sun Nov  6 08:49:37 1994",
          "AFTER", "Sun, 06 Nov 1994 08:49:38 GMT");

  private static Conditions conditions(String fields) {
    ConditionFields gathered = new ConditionFields();
    for (String field : fields.split("; ", -1)) {
      String[] parts = field.split(": ", 2);
      gathered.put(parts[0], DATES.getOrDefault(parts[1], parts[1]));
    }
    return gathered.build();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "if-match: * | MET",
        "if-match: \"a\" | MET",
        "if-match: \"b\", \"a\" | MET",
        "if-match: \"b,\",\"a\" | MET",
        "if-match: , ,\"b\"  ,\t\"a\", | MET",
        "if-match: \"b\"; if-match: \"a\" | MET",
        "if-match: \"b\" | FAILED",
        "if-match: W/\"a\" | FAILED",
        "if-match: \"a | FAILED",
        "if-match: a | FAILED",
        "if-match: \"aa\" | FAILED",
        "if-match: \"b\" \"x\"\"a\" | FAILED",
        "if-match: | FAILED",
        "if-none-match: * | NOT_MODIFIED",
        "if-none-match: \"a\" | NOT_MODIFIED",
        "if-none-match: W/\"a\" | NOT_MODIFIED",
        "if-none-match: \"b\", W/\"a\" | NOT_MODIFIED",
        "if-none-match: \"b\"; if-none-match: \"a\" | NOT_MODIFIED",
        "if-none-match: \"b\" | MET",
        "if-none-match: w/\"a\" | MET",
        "if-none-match: \"b\"x, \"a\" | MET",
        "if-none-match: \"*\" | MET",
        "if-modified-since: SAME | NOT_MODIFIED",
        "if-modified-since: RFC850 | NOT_MODIFIED",
        "if-modified-since: ASCTIME | NOT_MODIFIED",
        "if-modified-since: AFTER | NOT_MODIFIED",
        "if-modified-since: BEFORE | MET",
        "if-modified-since: Mon, 06 Nov 1994 08:49:37 GMT | MET",
        "if-modified-since: 784111777 | MET",
        "if-modified-since: SAME; if-modified-since: SAME | MET",
        "if-unmodified-since: SAME | MET",
        "if-unmodified-since: AFTER | MET",
        "if-unmodified-since: BEFORE | FAILED",
        "if-unmodified-since: yesterday | MET",
        // Which goes first, and what hides what.
        "if-match: \"b\"; if-none-match: \"a\" | FAILED",
        "if-match: \"a\"; if-none-match: \"a\" | NOT_MODIFIED",
        "if-match: \"a\"; if-unmodified-since: BEFORE | MET",
        "if-unmodified-since: BEFORE; if-none-match: \"a\" | FAILED",
        "if-unmodified-since: SAME; if-modified-since: SAME | NOT_MODIFIED",
        "if-none-match: \"b\"; if-modified-since: SAME | MET",
        "if-none-match: \"a\"; if-modified-since: BEFORE | NOT_MODIFIED",
      })
  void verdicts(String fields, Verdict verdict) {
    assertThat(conditions(fields.stripTrailing() + (fields.endsWith(":") ? " " : "")))
        .extracting(c -> c.judge(TAG, MODIFIED))
        .isEqualTo(verdict);
  }

  @ParameterizedTest
  @CsvSource({
    "if-match: *, MET",
    "if-match: \"a\", FAILED",
    "if-none-match: *, NOT_MODIFIED",
    "if-none-match: \"a\", MET",
    "if-modified-since: AFTER, MET",
    "if-unmodified-since: BEFORE, MET",
  })
  void withoutValidators(String fields, Verdict verdict) {
    assertThat(conditions(fields).judge(null, HttpDate.NONE)).isEqualTo(verdict);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "\"a\", true",
        "W/\"a\", false",
        "\"b\", false",
        "SAME, true",
        "BEFORE, false",
        "AFTER, false",
        "*, false",
        "yesterday, false",
      })
  void ifRange(String validator, boolean part) {
    Conditions conditions = conditions("range: bytes=0-0; if-range: " + validator);
    assertThat(conditions.wantsPart(TAG, MODIFIED)).isEqualTo(part);
    assertThat(conditions("if-range: " + validator).wantsPart(TAG, MODIFIED)).isFalse();
  }

  /** Within that second it may change again, and nobody could tell. */
  @Test
  void datesOfThisSecondAreWeak() {
    long now = HttpDate.nowSecond();
    Conditions conditions = conditions("range: bytes=0-0; if-range: " + HttpDate.format(now));
    assertThat(conditions.wantsPart(TAG, now)).isFalse();
  }

  @Test
  void nothingAsked() {
    assertThat(Conditions.NONE.judge(TAG, MODIFIED)).isEqualTo(Verdict.MET);
    assertThat(Conditions.NONE.wantsPart(TAG, MODIFIED)).isFalse();
    assertThat(conditions("range: bytes=0-0").wantsPart(TAG, MODIFIED)).isTrue();
  }
}
