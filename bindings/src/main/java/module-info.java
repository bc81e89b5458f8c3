/** What jextract generated from the Linux and libc headers, for each architecture. */
module dev.sluice.bindings {
  exports dev.sluice.bindings.x86_64;
  exports dev.sluice.bindings.aarch64;
}
