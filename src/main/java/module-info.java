/** Linux networking system calls, and the servers they make possible. */
module dev.sluice {
  requires dev.sluice.bindings;
  requires static jdk.jfr;
  requires org.jctools.core.jdk11;
  requires static transitive org.jspecify;

  exports dev.sluice.buffer;
  exports dev.sluice.errno;
  exports dev.sluice.event;
  exports dev.sluice.fd;
  exports dev.sluice.io;
  exports dev.sluice.net;
  exports dev.sluice.process;
  exports dev.sluice.proxyproto;
  exports dev.sluice.reactor;
  exports dev.sluice.signal;
  exports dev.sluice.sys;
  exports dev.sluice.timer;
  exports dev.sluice.transfer;
}
