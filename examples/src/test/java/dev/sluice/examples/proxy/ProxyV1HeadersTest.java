package dev.sluice.examples.proxy;

class ProxyV1HeadersTest extends ProxyHeadersContract {
  ProxyV1HeadersTest() {
    super("v1");
  }
}
