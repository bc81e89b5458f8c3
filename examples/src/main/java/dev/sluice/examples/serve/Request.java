package dev.sluice.examples.serve;

import org.jspecify.annotations.Nullable;

/**
 * A request, parsed.
 *
 * @param head only the head of the answer is wanted
 * @param path the path that the target names, decoded, relative to the root: no leading slash;
 *     empty for the root
 * @param query the query with its question mark, empty where there is none
 * @param keepAlive whether the connection goes on afterwards
 * @param http10 whether the client speaks HTTP/1.0
 * @param conditions on what the answer depends
 * @param acceptEncoding the encodings that the client takes, null where it does not say
 */
@SuppressWarnings("ArrayRecordComponent") // Requests are never compared.
record Request(
    boolean head,
    byte[] path,
    String query,
    boolean keepAlive,
    boolean http10,
    Conditions conditions,
    @Nullable String acceptEncoding) {
  /** The same, after which the connection ends. */
  Request last() {
    return new Request(head, path, query, false, http10, conditions, acceptEncoding);
  }
}
