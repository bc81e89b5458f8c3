/*
 * Reference TCP proxy that duplicates what clients send to a mirror: proxy_splice.c, and a tee into
 * a second pipe.
 *
 *   cc -O2 -Wall -Wextra -Werror -o mirror_tee mirror_tee.c
 *   mirror_tee HOST PORT TO_HOST TO_PORT MIRROR_HOST MIRROR_PORT PIPE_BYTES
 *
 * Hosts are IPv4 addresses, PORT 0 takes a free port. What the mirror answers is discarded. A slow
 * mirror slows the connection down: this shows what mirroring costs, not what to do about that.
 */
#define _GNU_SOURCE
enum { SOCKETS = 3, MIRROR = 2 };

#include "splice_server.h"

enum { DISCARD_SIZE = 64 * 1024 };

static char discarded[DISCARD_SIZE];

/* What the mirror's pipe holds: false once it is broken. */
static bool feed(struct connection *mirror)
{
    while (mirror->writable && mirror->held > 0)
        if (drain(mirror, mirror, mirror->held) < 0)
            return false;
    return true;
}

/* tee takes from the front of the pipe: what it took must be gone before it is asked again. */
static size_t passable(struct connection *from)
{
    struct connection *mirror = &from->tunnel->sockets[MIRROR];
    if (mirror->fd < 0 || from != &from->tunnel->sockets[CLIENT])
        return from->held;
    if (from->tunnel->teed > 0)
        return from->tunnel->teed;
    ssize_t n = tee(from->pipe[0], mirror->pipe[1], from->held, SPLICE_F_NONBLOCK);
    if (n < 0 && errno == EAGAIN)
        return 0; /* until the mirror takes some of what its pipe holds */
    if (n > 0) {
        mirror->held += (size_t)n;
        from->tunnel->teed = (size_t)n;
        if (feed(mirror))
            return (size_t)n;
    }
    close_socket(mirror);
    return from->held;
}

static void passed(struct connection *from, size_t count)
{
    if (from == &from->tunnel->sockets[CLIENT])
        from->tunnel->teed -= count < from->tunnel->teed ? count : from->tunnel->teed;
}

/* The mirror's. */
static void serve_further(struct connection *c)
{
    ssize_t n = 1;
    while (c->readable && n > 0)
        n = recv(c->fd, discarded, sizeof discarded, MSG_DONTWAIT);
    if (n < 0 && errno == EAGAIN)
        c->readable = false;
    else if (n < 0 && errno != EINTR) {
        close_socket(c);
        return;
    }
    if (!feed(c))
        close_socket(c);
}

int main(int argc, char **argv)
{
    if (argc != 8) {
        fprintf(stderr, "usage: mirror_tee HOST PORT TO_HOST TO_PORT MIRROR_HOST MIRROR_PORT "
                        "PIPE_BYTES\n");
        return 2;
    }
    int signals = open_signals();
    signal(SIGPIPE, SIG_IGN); /* splice has no MSG_NOSIGNAL */
    parse_target("mirror_tee", argv[3], argv[4], SERVER);
    parse_target("mirror_tee", argv[5], argv[6], MIRROR);
    parse_pipe_size("mirror_tee", argv[7]);
    open_listener("mirror_tee", argv[1], argv[2], SOCK_NONBLOCK);
    run(signals);
    return 0;
}
