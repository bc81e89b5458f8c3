/** Linux networking system calls, and the servers they make possible. */
module dev.sluice {
  requires dev.sluice.bindings;
  requires static transitive org.jspecify;

  exports dev.sluice.errno;
  exports dev.sluice.sys;
}
