/*
 * What the reference servers on epoll share: one thread. Each brings its struct
 * connection, takes connections and serves those that are ready.
 */
#include "server.h"

#include <stdbool.h>
#include <sys/epoll.h>
#include <time.h>

enum { MAX_EVENTS = 256, ACCEPT_RETRY_MS = 100 };

struct connection;

static void add_connection(int fd);
static void serve(struct connection *c, uint32_t events);

static int epoll_fd;
static bool accepting = true;
static int64_t accept_retry_at;

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
        if (fd >= 0) {
            add_connection(fd);
            continue;
        }
        if (errno == EAGAIN)
            return;
        if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
            pause_accepting();
            return;
        }
        if (errno == EBADF || errno == EINVAL || errno == ENOTSOCK)
            die("accept4");
        /* Anything else is the failure of one connection, passed on by accept. */
    }
}

/* Returns once a signal has come. */
static void run(int signals)
{
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
                return;
            /* EPOLLERR and EPOLLHUP need no branch: recv or send reports what they stand for. */
            if (data == &listener)
                accept_connections();
            else
                serve(data, events[i].events);
        }
        if (!accepting)
            resume_accepting_when_due();
    }
}
