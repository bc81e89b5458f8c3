/** Serves the files of a folder over HTTP/1.1, by sendfile. */
@NullMarked
package dev.sluice.examples.serve;

import org.jspecify.annotations.NullMarked;
