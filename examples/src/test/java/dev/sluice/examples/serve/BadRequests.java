package dev.sluice.examples.serve;

import java.util.stream.Stream;

/** What a server must not take for a request: RFC 9112, and RFC 9110 where it says so. */
final class BadRequests {
  private BadRequests() {}

  /** Request lines; a valid Host and an empty line follow. */
  static Stream<String> lines() {
    return Stream.of(
        "GET",
        "GET ",
        "GET /",
        "GET / ",
        " GET / HTTP/1.1",
        "GET  / HTTP/1.1",
        "GET /  HTTP/1.1",
        "GET / HTTP/1.1 ",
        "GET / HTTP/1.1 x",
        "GET\t/ HTTP/1.1",
        "GET /\tHTTP/1.1",
        "GET / HTTP/1.1\r",
        "GET / HTTP/1.1\t",
        "GET / HTTP/1.1\u0000",
        "G\u0000T / HTTP/1.1",
        "G\u00cbT / HTTP/1.1",
        "GET: / HTTP/1.1",
        "\"GET\" / HTTP/1.1",
        "(GET) / HTTP/1.1",
        "G\rET / HTTP/1.1",
        "\rGET / HTTP/1.1",
        "\nGET / HTTP/1.1",
        "\n\nGET / HTTP/1.1",
        "GET / HTTP/1.1\nX: y",
        "/ GET HTTP/1.1",
        "HTTP/1.1 200 OK",
        "GET / http/1.1",
        "GET / Http/1.1",
        "GET / HTTP/1",
        "GET / HTTP/1.",
        "GET / HTTP/.1",
        "GET / HTTP/11",
        "GET / HTTP/1.10",
        "GET / HTTP/01.1",
        "GET / HTTP/1,1",
        "GET / HTTP/x.1",
        "GET / HTTP/1.x",
        "GET / HTTP/-1.",
        "GET / HTTP /1.1",
        "GET / HTTPS/1.1",
        "GET / XTTP/1.1",
        "GET / /HTTP1.1",
        "GET / \u00b9TTP/1.1");
  }

  /** Targets of an otherwise valid request. */
  static Stream<String> targets() {
    return Stream.of(
        "probe.txt",
        "*",
        "?",
        "localhost:80",
        "ftp://localhost/probe.txt",
        "https://localhost/probe.txt",
        "file:///probe.txt",
        "http:/probe.txt",
        "http:probe.txt",
        "http://",
        // RFC 9110, 4.2.1: a URI with an empty host is invalid and must be rejected.
        "http:///probe.txt",
        "http://?x",
        "http://:80/probe.txt",
        // 4.2.4: userinfo from an untrusted source is an error.
        "http://user@localhost/probe.txt",
        "http://user:password@localhost/probe.txt",
        "http://a\\b/probe.txt",
        // RFC 9112, 3.2: no form has a fragment.
        "/#",
        "/probe.txt#fragment",
        "/probe.txt?query#fragment",
        "http://localhost/probe.txt#fragment",
        "http://localhost#fragment/probe.txt",
        "/%",
        "/%2",
        "/%g0",
        "/%0g",
        "/%%30",
        "/%-1",
        "/%+1",
        "/% 1",
        "/probe.txt%",
        "/probe.txt%2",
        "/%2?x",
        "/%u0070robe.txt",
        "/probe\u0000.txt",
        "/probe\u0001.txt",
        "/probe\u007f.txt",
        "/pr\u00f6be.txt",
        "/probe.txt\u00a0");
  }

  /**
   * Field lines after a valid request line and Host; the last line end and an empty line follow.
   */
  static Stream<String> fields() {
    return Stream.of(
        "X",
        "X\r\nY: z",
        ": x",
        ":",
        " X: y",
        "\tX: y",
        "X : y",
        "X\t: y",
        "X Y: z",
        "X\u0000: y",
        "(X): y",
        "\"X\": y",
        "X[]: y",
        "X@: y",
        "X/Y: z",
        "\u00c4: y",
        "X: a\u0000b",
        "X: \u0000",
        "X: a\u0001b",
        "X: a\u000bb",
        "X: a\u000cb",
        "X: a\u001bb",
        "X: a\u007fb",
        "X: a\rb",
        "X: a\r\rb",
        "X: a\r",
        "X: a\nY: b",
        "X: a\n",
        "X: a\n\n",
        "\n",
        "\r",
        "X:\r\r",
        // RFC 9112, 5.2: obsolete line folding.
        "X: a\r\n b",
        "X: a\r\n\tb",
        "X: a\r\n \r\nY: b",
        "X:\r\n y");
  }

  /** Field lines after a valid request line, each with its end; an empty line follows. */
  static Stream<String> hosts() {
    return Stream.of(
        "",
        "X: y\r\n",
        "Hosts: localhost\r\n",
        "Host: a\r\nHost: a\r\n",
        "Host: a\r\nHost: b\r\n",
        "host: a\r\nX: y\r\nHOST: a\r\n",
        "Host:\r\nHost:\r\n",
        "Host: a b\r\n",
        "Host: a\tb\r\n",
        "Host: a, b\r\n",
        "Host: a/b\r\n",
        "Host: /\r\n",
        "Host: http://a\r\n",
        "Host: user@a\r\n",
        "Host: a?b\r\n",
        "Host: a#b\r\n",
        "Host: a\\b\r\n",
        "Host: \u00e4\r\n",
        " Host: a\r\n",
        "Host : a\r\n",
        "Host: a\r\n b\r\n",
        "Host a\r\n");
  }

  /** Fields that leave open where the message ends. */
  static Stream<String> framings() {
    return Stream.of(
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 5",
        "Transfer-Encoding: chunked\r\nContent-Length: 0",
        "Content-Length: 0\r\nContent-Length: 5",
        "Content-Length: 5\r\nContent-Length: 0",
        "Content-Length: 5\r\nContent-Length: 05",
        "Content-Length: 5, 5",
        "Content-Length: 5, 6",
        "Content-Length: 5,",
        "Content-Length:",
        "Content-Length: ",
        "Content-Length: -1",
        "Content-Length: -0",
        "Content-Length: +5",
        "Content-Length: 5 5",
        "Content-Length: 0x5",
        "Content-Length: 5.0",
        "Content-Length: 1e1",
        "Content-Length: five",
        "Content-Length: \"5\"",
        "Content-Length: \u00b2",
        "Content-Length : 5",
        // RFC 9112, 6.3: without chunked as the last coding, nobody knows where the end is.
        "Transfer-Encoding: gzip",
        "Transfer-Encoding: identity",
        "Transfer-Encoding: chunked, gzip",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: chunkedx",
        "Transfer-Encoding: chun ked",
        "Transfer-Encoding: \u000bchunked",
        "Transfer-Encoding:",
        "Transfer-Encoding: ",
        "Transfer-Encoding:\r\nContent-Length: 0",
        "Transfer-Encoding: ,",
        "Transfer-Encoding : chunked",
        "Transfer-Encoding\u0000: chunked",
        "Transfer-Encoding:\r\n chunked");
  }

  /** Whole requests whose head has more than 16 KiB. */
  static Stream<String> tooLarge() {
    String line = "GET /probe.txt HTTP/1.1\r\nHost: x\r\n";
    return Stream.of(
        "GET /" + "x".repeat(17_000) + " HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /?" + "x".repeat(17_000) + " HTTP/1.1\r\nHost: x\r\n\r\n",
        "G".repeat(17_000) + " / HTTP/1.1\r\nHost: x\r\n\r\n",
        line + "X".repeat(17_000) + ": y\r\n\r\n",
        line + "X: " + "y".repeat(17_000) + "\r\n\r\n",
        line + "X:" + " ".repeat(17_000) + "\r\n\r\n",
        line + "X: y\r\n".repeat(3_000) + "\r\n",
        line + "X: y\r\n".repeat(200_000) + "\r\n",
        line + "X: " + "y".repeat(1_000_000) + "\r\n\r\n");
  }
}
