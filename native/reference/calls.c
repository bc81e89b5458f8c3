/*
 * What each operation of the micro-benchmarks costs from C, to set the calls
 * from Java against: the same descriptors, the same calls in the same order,
 * each result looked at.
 *
 *   cc -O2 -Wall -Wextra -Werror -o calls calls.c      (with -pthread before glibc 2.34)
 *   calls --list
 *   calls OPERATION SECONDS [ROUNDS]
 *   calls OPERATION SECONDS turns      (one time of SECONDS for each line of standard input)
 *   calls OPERATION SECONDS threaded   (the same, with a second thread that does nothing)
 *
 * A process of several threads shares its table of descriptors, and the kernel
 * then counts every use of one: what a JVM pays for, threads or not.
 *
 * SECONDS are spread over the rounds (11 unless told); one more goes before
 * them that is not counted. Prints the median of the rounds in nanoseconds.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "timing.h"

enum { CAPACITY = 16 * 1024, DATAGRAM = 64, PART = 64, MAX_PARTS = 64, MAX_EVENTS = 1024 };
enum { BACKLOG = 16 };

static char buffer[CAPACITY];
static char parts[MAX_PARTS][PART];
static struct iovec vector[MAX_PARTS];
static struct epoll_event events[MAX_EVENTS];
static int udp, tcp, epoll, near, far, file;
static int first[2], second[2];
static in_port_t port;

static void die(const char *what)
{
    perror(what);
    exit(1);
}

static int checked(int result, const char *what)
{
    if (result < 0)
        die(what);
    return result;
}

/* What the operations need. */

static struct sockaddr_in loopback(in_port_t at)
{
    struct in_addr host = {.s_addr = htonl(INADDR_LOOPBACK)};
    return (struct sockaddr_in){.sin_family = AF_INET, .sin_port = at, .sin_addr = host};
}

/* Binds to a free port, and returns it. */
static in_port_t bind_free(int fd)
{
    struct sockaddr_in address = loopback(0);
    socklen_t length = sizeof address;
    checked(bind(fd, (struct sockaddr *)&address, length), "bind");
    checked(getsockname(fd, (struct sockaddr *)&address, &length), "getsockname");
    return address.sin_port;
}

/* Connected to itself, as NIO's has to be; nothing ever arrives. */
static void open_udp(void)
{
    udp = checked(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), "socket");
    struct sockaddr_in self = loopback(bind_free(udp));
    checked(connect(udp, (struct sockaddr *)&self, sizeof self), "connect");
}

static void open_pair(void)
{
    int both[2];
    checked(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, both), "socketpair");
    near = both[0];
    far = both[1];
    for (int i = 0; i < MAX_PARTS; i++)
        vector[i] = (struct iovec){.iov_base = parts[i], .iov_len = PART};
}

static void open_pipes(void)
{
    checked(pipe2(first, O_CLOEXEC), "pipe2");
    checked(pipe2(second, O_CLOEXEC), "pipe2");
}

static void open_file(void)
{
    open_pair();
    file = checked(memfd_create("calls", MFD_CLOEXEC), "memfd_create");
    checked(ftruncate(file, CAPACITY), "ftruncate");
}

static void open_tcp(void)
{
    tcp = checked(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");
}

static void open_listener(void)
{
    open_tcp();
    port = bind_free(tcp);
    checked(listen(tcp, BACKLOG), "listen");
}

static void watch(int fd, uint64_t data)
{
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = data};
    checked(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event), "epoll_ctl");
}

static void open_watch(void)
{
    open_pair();
    epoll = checked(epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
    watch(near, (uint64_t)near);
}

/* Pipes that stay readable. A JVM raises the limit of descriptors by itself. */
static void open_ready(void)
{
    struct rlimit limit;
    checked(getrlimit(RLIMIT_NOFILE, &limit), "getrlimit");
    limit.rlim_cur = limit.rlim_max;
    checked(setrlimit(RLIMIT_NOFILE, &limit), "setrlimit");
    epoll = checked(epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
    for (int i = 0; i < size; i++) {
        int ends[2];
        checked(pipe2(ends, O_CLOEXEC), "pipe2");
        if (write(ends[1], buffer, 1) != 1)
            die("write");
        watch(ends[0], (uint64_t)i);
    }
}

/* The loops. Each returns how many of its results were wrong. */

/* By a pointer that the compiler cannot know, or nothing would be left to call. */
static long noop(long calls)
{
    static int (*volatile opaque)(int) = abs;
    long wrong = 0;
    for (long i = 0; i < calls; i++)
        wrong += opaque(-1) != 1;
    return wrong;
}

static long parent(long calls)
{
    const pid_t known = getppid();
    long wrong = 0;
    for (long i = 0; i < calls; i++)
        wrong += getppid() != known;
    return wrong;
}

static long recv_eagain(long calls)
{
    long wrong = 0;
    for (long i = 0; i < calls; i++)
        wrong += recv(udp, buffer, DATAGRAM, MSG_DONTWAIT) != -1 || errno != EAGAIN;
    return wrong;
}

static long round_trip(long calls)
{
    long wrong = 0;
    for (long i = 0; i < calls; i++) {
        wrong += send(near, buffer, (size_t)size, MSG_DONTWAIT | MSG_NOSIGNAL) != size;
        wrong += recv(far, buffer, (size_t)size, MSG_DONTWAIT) != size;
    }
    return wrong;
}

static long modify(long calls)
{
    static uint32_t mask = EPOLLIN;
    long wrong = 0;
    for (long i = 0; i < calls; i++) {
        mask ^= EPOLLPRI;
        struct epoll_event event = {.events = mask, .data.u64 = (uint64_t)near};
        wrong += epoll_ctl(epoll, EPOLL_CTL_MOD, near, &event) != 0;
    }
    return wrong;
}

static long wait_ready(long calls)
{
    const uint64_t expected = (uint64_t)size * (uint64_t)(size - 1) / 2;
    long wrong = 0;
    for (long i = 0; i < calls; i++) {
        int count = epoll_wait(epoll, events, MAX_EVENTS, 0);
        uint32_t common = EPOLLIN;
        uint64_t sum = 0;
        for (int j = 0; j < count; j++) {
            common &= events[j].events;
            sum += events[j].data.u64;
        }
        wrong += count != size || common != EPOLLIN || sum != expected;
    }
    return wrong;
}

static long gather(long calls)
{
    const ssize_t length = (ssize_t)size * PART;
    long wrong = 0;
    for (long i = 0; i < calls; i++) {
        wrong += writev(near, vector, size) != length;
        wrong += read(far, buffer, (size_t)length) != length;
    }
    return wrong;
}

static long scatter(long calls)
{
    const ssize_t length = (ssize_t)size * PART;
    long wrong = 0;
    for (long i = 0; i < calls; i++) {
        wrong += write(near, buffer, (size_t)length) != length;
        wrong += readv(far, vector, size) != length;
    }
    return wrong;
}

static long move(long calls)
{
    long wrong = 0;
    for (long i = 0; i < calls; i++) {
        wrong += write(first[1], buffer, (size_t)size) != size;
        wrong += splice(first[0], NULL, second[1], NULL, (size_t)size, SPLICE_F_NONBLOCK) != size;
        wrong += read(second[0], buffer, (size_t)size) != size;
    }
    return wrong;
}

static long send_file(long calls)
{
    long wrong = 0;
    for (long i = 0; i < calls; i++) {
        off_t from = 0;
        wrong += sendfile(near, file, &from, (size_t)size) != size || from != size;
        wrong += read(far, buffer, (size_t)size) != size;
    }
    return wrong;
}

static long set_option(long calls)
{
    static int value;
    long wrong = 0;
    for (long i = 0; i < calls; i++) {
        value ^= 1;
        wrong += setsockopt(tcp, IPPROTO_TCP, TCP_NODELAY, &value, sizeof value) != 0;
    }
    return wrong;
}

static long get_option(long calls)
{
    long wrong = 0;
    for (long i = 0; i < calls; i++) {
        int value = 0;
        socklen_t length = sizeof value;
        wrong += getsockopt(tcp, SOL_SOCKET, SO_RCVBUF, &value, &length) != 0 || value <= 0;
    }
    return wrong;
}

/* Reset when closed, so that no connection stays in TIME_WAIT. */
static long accept_one(long calls)
{
    const struct linger reset = {.l_onoff = 1};
    long wrong = 0;
    for (long i = 0; i < calls; i++) {
        struct sockaddr_in peer = loopback(port);
        int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        wrong += setsockopt(client, SOL_SOCKET, SO_LINGER, &reset, sizeof reset) != 0;
        wrong += connect(client, (struct sockaddr *)&peer, sizeof peer) != 0;
        int accepted = accept4(tcp, NULL, NULL, SOCK_CLOEXEC);
        wrong += close(client) != 0;
        wrong += close(accepted) != 0;
    }
    return wrong;
}

static const struct operation operations[] = {
    {"noop", NULL, noop, 0},
    {"getppid", NULL, parent, 0},
    {"recvEagain", open_udp, recv_eagain, 0},
    {"roundTrip1B", open_pair, round_trip, 1},
    {"roundTrip16KiB", open_pair, round_trip, CAPACITY},
    {"epollCtl", open_watch, modify, 0},
    {"epollWait0", open_ready, wait_ready, 0},
    {"epollWait1", open_ready, wait_ready, 1},
    {"epollWait64", open_ready, wait_ready, 64},
    {"epollWait1024", open_ready, wait_ready, MAX_EVENTS},
    {"writev1", open_pair, gather, 1},
    {"writev8", open_pair, gather, 8},
    {"writev64", open_pair, gather, MAX_PARTS},
    {"readv1", open_pair, scatter, 1},
    {"readv8", open_pair, scatter, 8},
    {"readv64", open_pair, scatter, MAX_PARTS},
    {"splice", open_pipes, move, DATAGRAM},
    {"sendfile", open_file, send_file, DATAGRAM},
    {"setOption", open_tcp, set_option, 0},
    {"getOption", open_tcp, get_option, 0},
    {"accept", open_listener, accept_one, 0},
};

enum { OPERATIONS = sizeof operations / sizeof *operations };

static void *idle(void *nothing)
{
    for (;;)
        pause();
    return nothing;
}

static void start_idle_thread(void)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, idle, NULL) != 0)
        die("pthread_create");
}

static int usage(void)
{
    fprintf(stderr, "usage: calls --list\n"
                    "       calls OPERATION SECONDS [ROUNDS]\n"
                    "       calls OPERATION SECONDS turns|threaded\n");
    return 2;
}

/* A number above 0, or 0 where the text is none. */
static double number(const char *text, double most)
{
    char *end;
    double value = strtod(text, &end);
    return end != text && *end == '\0' && value > 0 && value <= most ? value : 0;
}

static const struct operation *find(const char *name)
{
    for (int i = 0; i < OPERATIONS; i++)
        if (strcmp(operations[i].name, name) == 0)
            return &operations[i];
    return NULL;
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--list") == 0) {
        for (int i = 0; i < OPERATIONS; i++)
            puts(operations[i].name);
        return 0;
    }
    if (argc < 3 || argc > 4)
        return usage();
    const struct operation *operation = find(argv[1]);
    double seconds = number(argv[2], MAX_SECONDS);
    bool threaded = argc == 4 && strcmp(argv[3], "threaded") == 0;
    bool turns = threaded || (argc == 4 && strcmp(argv[3], "turns") == 0);
    if (turns && operation != NULL && seconds > 0) {
        if (threaded)
            start_idle_thread();
        take_turns(operation, seconds);
        return 0;
    }
    long rounds = argc == 4 ? (long)number(argv[3], MAX_ROUNDS) : DEFAULT_ROUNDS;
    if (operation == NULL || seconds == 0 || rounds < 1)
        return usage();
    measure(operation, seconds, rounds);
    return 0;
}
