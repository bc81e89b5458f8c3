package dev.sluice.benchmarks.load;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** A request and what is expected as its answer. */
interface Message {
  /** {@return the request, as often in a row as the pipeline is deep} */
  MemorySegment requests();

  /** {@return the bytes of one request} */
  int requestLength();

  /** {@return the bytes of one answer} */
  int answerLength();

  /**
   * Flags for a receive at that offset within an answer: a body that nobody looks at need not be
   * copied.
   *
   * @param offset how much of the answer has come
   */
  int receiveFlags(int offset);

  /**
   * Looks at what came.
   *
   * @param offset where in an answer it begins; it may reach into the ones after it
   * @throws IOException when it is not what was expected
   */
  void check(int offset, MemorySegment received, int length) throws IOException;
}
