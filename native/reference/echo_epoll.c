/*
 * Reference TCP echo server: one thread, level-triggered epoll.
 *
 *   cc -O2 -Wall -Wextra -Werror -o echo_epoll echo_epoll.c
 *   echo_epoll HOST PORT        (HOST is an IPv4 address, PORT 0 takes a free port)
 */
#define _GNU_SOURCE
#include "epoll_server.h"

#include <string.h>

enum { BUFFER_SIZE = 64 * 1024 };

struct connection {
    int fd;
    char *pending; /* echo bytes the kernel has not taken yet, NULL when none */
    size_t pending_length;
    size_t pending_sent;
};

static char buffer[BUFFER_SIZE];

static void close_connection(struct connection *c)
{
    close(c->fd);
    free(c->pending);
    free(c);
}

static void add_connection(int fd)
{
    set_no_delay(fd);
    struct connection *c = calloc(1, sizeof *c);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
    if (c == NULL || epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0) {
        free(c);
        close(fd);
        return;
    }
    c->fd = fd;
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

static void serve(struct connection *c, uint32_t events)
{
    (void)events; /* it knows what it waits for */
    if (c->pending != NULL)
        send_pending(c);
    else
        read_and_echo(c);
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: echo_epoll HOST PORT\n");
        return 2;
    }
    int signals = open_signals();
    open_listener("echo_epoll", argv[1], argv[2], SOCK_NONBLOCK);
    run(signals);
    return 0;
}
