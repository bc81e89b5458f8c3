/*
 * Closed-loop load for an echo server: one thread, each connection has one request outstanding.
 *
 *   cc -O2 -Wall -Wextra -Werror -o echo_load echo_load.c
 *   echo_load HOST PORT CONNECTIONS BYTES SECONDS [WARMUP_SECONDS]
 *
 * Prints "requests=N seconds=S rate=R" for the time after the warm-up. Any error ends it with 1.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>

enum { BUFFER_SIZE = 64 * 1024, MAX_EVENTS = 256, PATTERN_STARTS = 4096, SILENCE_SECONDS = 5 };

struct connection {
    int fd;
    uint32_t watched;
    size_t start; /* where this request begins in the pattern */
    size_t sent;
    size_t received;
};

static char buffer[BUFFER_SIZE];
static char *pattern;
static size_t size;
static int epoll_fd;

__attribute__((noreturn, format(printf, 1, 2))) static void fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("echo_load: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(1);
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static long whole(const char *text, long least, long most)
{
    char *end;
    errno = 0;
    long value = strtol(text, &end, 10);
    if (end == text || *end != '\0' || errno != 0 || value < least || value > most)
        fail("not a number from %ld to %ld: %s", least, most, text);
    return value;
}

static double duration(const char *text, double least)
{
    char *end;
    double value = strtod(text, &end);
    if (end == text || *end != '\0' || !(value >= least && value <= 86400))
        fail("not a number of seconds: %s", text);
    return value;
}

/*
 * Every request is a window of one pattern that does not repeat. Connections and successive
 * requests start at different places, so a stale or misdirected answer fails the comparison,
 * and checking costs one memcmp and no buffer per connection.
 */
static void make_pattern(void)
{
    pattern = malloc(size + PATTERN_STARTS);
    if (pattern == NULL)
        fail("out of memory");
    uint32_t state = 2463534242u;
    for (size_t i = 0; i < size + PATTERN_STARTS; i++) {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        pattern[i] = (char)(state >> 24);
    }
}

static void watch(struct connection *c, uint32_t events)
{
    if (c->watched == events)
        return;
    struct epoll_event event = {.events = events, .data.ptr = c};
    int operation = c->watched == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
    if (epoll_ctl(epoll_fd, operation, c->fd, &event) < 0)
        fail("epoll_ctl: %s", strerror(errno));
    c->watched = events;
}

static void open_connection(struct connection *c, const struct sockaddr_in *address)
{
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (c->fd < 0)
        fail("socket: %s", strerror(errno));
    int on = 1;
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    /* On Linux the send timeout bounds connect as well. */
    struct timeval limit = {.tv_sec = SILENCE_SECONDS};
    setsockopt(c->fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    if (connect(c->fd, (const struct sockaddr *)address, sizeof *address) < 0)
        fail("connect: %s", strerror(errno));
    watch(c, EPOLLIN);
}

static void send_more(struct connection *c)
{
    while (c->sent < size) {
        ssize_t n = send(c->fd, pattern + c->start + c->sent, size - c->sent,
                         MSG_DONTWAIT | MSG_NOSIGNAL);
        if (n < 0) {
            if (errno == EINTR)
                continue;
            if (errno != EAGAIN)
                fail("send: %s", strerror(errno));
            watch(c, EPOLLIN | EPOLLOUT);
            return;
        }
        c->sent += (size_t)n;
    }
    watch(c, EPOLLIN);
}

static void start_request(struct connection *c)
{
    c->start = (c->start + 1) % PATTERN_STARTS;
    c->sent = 0;
    c->received = 0;
    send_more(c);
}

/* True when the answer is complete. */
static bool receive_more(struct connection *c)
{
    /* Room for one byte too many, so that a server that answers too much is noticed. */
    size_t room = size - c->received + 1;
    ssize_t n = recv(c->fd, buffer, room < sizeof buffer ? room : sizeof buffer, MSG_DONTWAIT);
    if (n < 0) {
        if (errno == EAGAIN || errno == EINTR)
            return false;
        fail("recv: %s", strerror(errno));
    }
    if (n == 0)
        fail("the server closed a connection");
    if ((size_t)n > c->sent - c->received)
        fail("the answer is longer than the request");
    if (memcmp(buffer, pattern + c->start + c->received, (size_t)n) != 0)
        fail("the answer differs from the request");
    c->received += (size_t)n;
    return c->received == size;
}

int main(int argc, char **argv)
{
    if (argc < 6 || argc > 7) {
        fprintf(stderr, "usage: echo_load HOST PORT CONNECTIONS BYTES SECONDS [WARMUP_SECONDS]\n");
        return 2;
    }
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)whole(argv[2], 1, 65535))};
    if (inet_pton(AF_INET, argv[1], &address.sin_addr) != 1)
        fail("not an IPv4 address: %s", argv[1]);
    long connections = whole(argv[3], 1, 1000000);
    size = (size_t)whole(argv[4], 1, 1 << 30);
    double seconds = duration(argv[5], 0.001);
    double warmup = argc == 7 ? duration(argv[6], 0) : 0;

    make_pattern();
    epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (epoll_fd < 0)
        fail("epoll_create1: %s", strerror(errno));
    struct connection *all = calloc((size_t)connections, sizeof *all);
    if (all == NULL)
        fail("out of memory");
    for (long i = 0; i < connections; i++) {
        all[i].start = (size_t)i * 37 % PATTERN_STARTS;
        open_connection(&all[i], &address);
    }

    double from = now();
    double warm_at = from + warmup;
    double end_at = warm_at + seconds;
    double elapsed = 0;
    bool measuring = warmup == 0;
    long requests = 0;
    long outstanding = connections;
    for (long i = 0; i < connections; i++)
        start_request(&all[i]);

    struct epoll_event events[MAX_EVENTS];
    /* The last answers are awaited, not counted: closing over unread data would reset connections. */
    while (outstanding > 0) {
        int count = epoll_wait(epoll_fd, events, MAX_EVENTS, SILENCE_SECONDS * 1000);
        if (count < 0) {
            if (errno == EINTR)
                continue;
            fail("epoll_wait: %s", strerror(errno));
        }
        if (count == 0)
            fail("no answer for %d seconds", SILENCE_SECONDS);

        double time = now();
        if (!measuring && time >= warm_at) {
            measuring = true;
            from = time;
            end_at = time + seconds;
            requests = 0;
        }
        bool ending = elapsed > 0;
        if (!ending && measuring && time >= end_at) {
            elapsed = time - from;
            ending = true;
        }
        for (int i = 0; i < count; i++) {
            struct connection *c = events[i].data.ptr;
            if (events[i].events & EPOLLOUT)
                send_more(c);
            if (!(events[i].events & ~(uint32_t)EPOLLOUT) || !receive_more(c))
                continue;
            if (ending) {
                outstanding--;
            } else {
                requests++;
                start_request(c);
            }
        }
    }
    if (requests == 0)
        fail("no request was answered in time");
    printf("requests=%ld seconds=%.3f rate=%.0f\n", requests, elapsed, (double)requests / elapsed);
    return 0;
}
