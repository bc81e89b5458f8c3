/** Linux networking system calls, and the servers they make possible. */
module dev.sluice {
  requires dev.sluice.bindings;
  requires static org.jspecify;
}
