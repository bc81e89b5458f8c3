/*
 * Reference TCP proxy: one thread, edge-triggered epoll, splice through a pipe for each direction.
 *
 *   cc -O2 -Wall -Wextra -Werror -o proxy_splice proxy_splice.c
 *   proxy_splice HOST PORT TO_HOST TO_PORT PIPE_BYTES
 *
 * Hosts are IPv4 addresses, PORT 0 takes a free port. The end of one direction is passed on and
 * leaves the other alone.
 */
#define _GNU_SOURCE
enum { SOCKETS = 2 };

#include "splice_server.h"

static size_t passable(struct connection *from)
{
    return from->held;
}

static void passed(struct connection *from, size_t count)
{
    (void)from;
    (void)count;
}

static void serve_further(struct connection *c)
{
    (void)c;
}

int main(int argc, char **argv)
{
    if (argc != 6) {
        fprintf(stderr, "usage: proxy_splice HOST PORT TO_HOST TO_PORT PIPE_BYTES\n");
        return 2;
    }
    int signals = open_signals();
    signal(SIGPIPE, SIG_IGN); /* splice has no MSG_NOSIGNAL */
    parse_target("proxy_splice", argv[3], argv[4], SERVER);
    parse_pipe_size("proxy_splice", argv[5]);
    open_listener("proxy_splice", argv[1], argv[2], SOCK_NONBLOCK);
    run(signals);
    return 0;
}
