/*
 * Reference TCP echo server: one thread, level-triggered epoll.
 *
 *   cc -O2 -Wall -Wextra -Werror -o echo_epoll echo_epoll.c
 *   echo_epoll HOST PORT        (HOST is an IPv4 address, PORT 0 takes a free port)
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BUFFER_SIZE = 64 * 1024, MAX_EVENTS = 256, ACCEPT_RETRY_MS = 100 };

struct connection {
    int fd;
    char *pending; /* echo bytes the kernel has not taken yet, NULL when none */
    size_t pending_length;
    size_t pending_sent;
};

static char buffer[BUFFER_SIZE];
static int epoll_fd;
static int listener;
static bool accepting = true;
static int64_t accept_retry_at;

static void die(const char *what)
{
    perror(what);
    exit(1);
}

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void control(int operation, int fd, uint32_t events, void *data)
{
    struct epoll_event event = {.events = events, .data.ptr = data};
    if (epoll_ctl(epoll_fd, operation, fd, &event) < 0)
        die("epoll_ctl");
}

static void close_connection(struct connection *c)
{
    close(c->fd);
    free(c->pending);
    free(c);
}

/* Without a descriptor the listener stays readable, and a level-triggered wait would spin on it. */
static void pause_accepting(void)
{
    control(EPOLL_CTL_MOD, listener, 0, &listener);
    accepting = false;
    accept_retry_at = now_ms() + ACCEPT_RETRY_MS;
}

static void resume_accepting_when_due(void)
{
    if (now_ms() < accept_retry_at)
        return;
    control(EPOLL_CTL_MOD, listener, EPOLLIN, &listener);
    accepting = true;
}

static void accept_connections(void)
{
    for (;;) {
        int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) {
            if (errno == EAGAIN)
                return;
            if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
                pause_accepting();
                return;
            }
            if (errno == EBADF || errno == EINVAL || errno == ENOTSOCK)
                die("accept4");
            continue; /* the failure of one connection, passed on by accept */
        }
        int on = 1;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);

        struct connection *c = calloc(1, sizeof *c);
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
        if (c == NULL || epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0) {
            free(c);
            close(fd);
            continue;
        }
        c->fd = fd;
    }
}

static void read_and_echo(struct connection *c)
{
    ssize_t received = recv(c->fd, buffer, sizeof buffer, MSG_DONTWAIT);
    if (received < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (received <= 0) {
        close_connection(c);
        return;
    }
    ssize_t sent = send(c->fd, buffer, (size_t)received, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent < 0) {
        if (errno != EAGAIN && errno != EINTR) {
            close_connection(c);
            return;
        }
        sent = 0;
    }
    if (sent == received)
        return;

    size_t rest = (size_t)(received - sent);
    c->pending = malloc(rest);
    if (c->pending == NULL) {
        close_connection(c);
        return;
    }
    memcpy(c->pending, buffer + sent, rest);
    c->pending_length = rest;
    c->pending_sent = 0;
    /* Not reading meanwhile is the backpressure: the peer's window closes and memory stays bounded. */
    control(EPOLL_CTL_MOD, c->fd, EPOLLOUT, c);
}

static void send_pending(struct connection *c)
{
    ssize_t sent = send(c->fd, c->pending + c->pending_sent, c->pending_length - c->pending_sent,
                        MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent < 0) {
        if (errno != EAGAIN && errno != EINTR)
            close_connection(c);
        return;
    }
    c->pending_sent += (size_t)sent;
    if (c->pending_sent < c->pending_length)
        return;
    free(c->pending);
    c->pending = NULL;
    control(EPOLL_CTL_MOD, c->fd, EPOLLIN, c);
}

static int open_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    if (sigprocmask(SIG_BLOCK, &set, NULL) < 0)
        die("sigprocmask");
    int fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    if (fd < 0)
        die("signalfd");
    return fd;
}

static void open_listener(const char *host, const char *port)
{
    char *end;
    long number = strtol(port, &end, 10);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)number)};
    if (end == port || *end != '\0' || number < 0 || number > 65535 ||
        inet_pton(AF_INET, host, &address.sin_addr) != 1) {
        fprintf(stderr, "echo_epoll: not an IPv4 address and a port: %s %s\n", host, port);
        exit(2);
    }
    listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (listener < 0)
        die("socket");
    int on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0)
        die("bind");
    if (listen(listener, SOMAXCONN) < 0)
        die("listen");
}

static void announce(void)
{
    struct sockaddr_in address;
    socklen_t length = sizeof address;
    if (getsockname(listener, (struct sockaddr *)&address, &length) < 0)
        die("getsockname");
    char host[INET_ADDRSTRLEN];
    inet_ntop(AF_INET, &address.sin_addr, host, sizeof host);
    printf("listening on %s:%u\n", host, ntohs(address.sin_port));
    fflush(stdout);
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: echo_epoll HOST PORT\n");
        return 2;
    }
    int signals = open_signals();
    open_listener(argv[1], argv[2]);
    epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (epoll_fd < 0)
        die("epoll_create1");
    control(EPOLL_CTL_ADD, signals, EPOLLIN, NULL);
    control(EPOLL_CTL_ADD, listener, EPOLLIN, &listener);
    announce();

    struct epoll_event events[MAX_EVENTS];
    for (;;) {
        int count = epoll_wait(epoll_fd, events, MAX_EVENTS, accepting ? -1 : ACCEPT_RETRY_MS);
        if (count < 0 && errno != EINTR)
            die("epoll_wait");
        for (int i = 0; i < count; i++) {
            void *data = events[i].data.ptr;
            if (data == NULL)
                return 0;
            if (data == &listener) {
                accept_connections();
                continue;
            }
            /* EPOLLERR and EPOLLHUP need no branch: recv or send reports what they stand for. */
            struct connection *c = data;
            if (c->pending != NULL)
                send_pending(c);
            else
                read_and_echo(c);
        }
        if (!accepting)
            resume_accepting_when_due();
    }
}
