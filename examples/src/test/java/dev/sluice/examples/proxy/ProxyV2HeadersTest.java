package dev.sluice.examples.proxy;

class ProxyV2HeadersTest extends ProxyHeadersContract {
  ProxyV2HeadersTest() {
    super("v2");
  }
}
