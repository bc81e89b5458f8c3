/*
 * All that jextract reads, for every subject in native/jextract. What it
 * emits is chosen by name there, never by header.
 */
#define _GNU_SOURCE

/*
 * With GNU extensions glibc declares socket addresses as a transparent union,
 * which jextract takes for a struct passed by value. An "older" compiler gets
 * the plain pointers.
 */
#include <features.h>
#pragma push_macro("__GNUC_PREREQ")
#undef __GNUC_PREREQ
#define __GNUC_PREREQ(major, minor) 0
#include <sys/socket.h>
#pragma pop_macro("__GNUC_PREREQ")

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <asm/unistd.h>
#include <dirent.h>
#include <linux/openat2.h>
