/**
 * The PROXY protocol, versions 1 and 2: what a proxy says ahead of a connection's bytes about whom
 * it speaks for. Written and read; nothing here does I/O.
 *
 * @see <a href="https://www.haproxy.org/download/2.6/doc/proxy-protocol.txt">The PROXY protocol</a>
 */
@NullMarked
package dev.sluice.proxyproto;

import org.jspecify.annotations.NullMarked;
