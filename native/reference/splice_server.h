/*
 * What the reference servers that splice share: tunnels between a client and a back end,
 * edge-triggered, with a pipe for what comes in at each socket. A program says how many SOCKETS a
 * tunnel has, and what may leave a pipe.
 */
#include "epoll_server.h"

#include <fcntl.h>
#include <string.h>

enum { CLIENT, SERVER, TURN_BYTES = 16 * 1024 * 1024 };

/* One socket of a tunnel, and the pipe for what is read there. */
struct connection {
    int fd;
    bool readable; /* until a call says otherwise: edges come once */
    bool writable;
    bool ended; /* nothing more will be read */
    bool shut;  /* and the other side has been told */
    int pipe[2];
    size_t held; /* bytes in the pipe */
    struct tunnel *tunnel;
};

struct tunnel {
    struct connection sockets[SOCKETS];
    size_t teed; /* of the front of the client's pipe: what a further socket has already */
    struct tunnel *next; /* while it waits for its next use */
};

/* How much of what the pipe holds may go to the other side now. */
static size_t passable(struct connection *from);
/* So much of that has gone. */
static void passed(struct connection *from, size_t count);
/* Events of a socket beyond the first two. */
static void serve_further(struct connection *c);

static struct sockaddr_in targets[SOCKETS]; /* by socket; the client has none */
static int pipe_size;
static struct tunnel *unused; /* never freed: a stale event of the batch may point there */

static void parse_target(const char *program, const char *host, const char *port, int socket)
{
    targets[socket].sin_family = AF_INET;
    targets[socket].sin_port = htons((uint16_t)atoi(port));
    if (targets[socket].sin_port == 0 || inet_pton(AF_INET, host, &targets[socket].sin_addr) != 1) {
        fprintf(stderr, "%s: not an IPv4 address and a port: %s %s\n", program, host, port);
        exit(2);
    }
}

static void parse_pipe_size(const char *program, const char *bytes)
{
    pipe_size = atoi(bytes);
    if (pipe_size < 4096) {
        fprintf(stderr, "%s: not the size of a pipe: %s\n", program, bytes);
        exit(2);
    }
}

static bool open_pipe(int pipe[2])
{
    if (pipe2(pipe, O_NONBLOCK | O_CLOEXEC) < 0)
        return false;
    /* EPERM where the user's pages are used up: a smaller one works as well. */
    fcntl(pipe[1], F_SETPIPE_SZ, pipe_size);
    return true;
}

static struct connection *other(struct connection *c)
{
    return &c->tunnel->sockets[c == &c->tunnel->sockets[CLIENT] ? SERVER : CLIENT];
}

/* Closes one socket; what its pipe still holds goes with the pipe. */
static void close_socket(struct connection *c)
{
    if (c->fd < 0)
        return;
    close(c->fd);
    c->fd = -1;
    if (c->held == 0)
        return;
    close(c->pipe[0]);
    close(c->pipe[1]);
    c->pipe[0] = c->pipe[1] = -1;
    c->held = 0;
}

static void close_tunnel(struct tunnel *t)
{
    for (int i = 0; i < SOCKETS; i++)
        close_socket(&t->sockets[i]);
    t->next = unused;
    unused = t;
}

static struct tunnel *take_tunnel(void)
{
    struct tunnel *t = unused;
    if (t != NULL) {
        unused = t->next;
        return t;
    }
    t = calloc(1, sizeof *t);
    for (int i = 0; t != NULL && i < SOCKETS; i++) {
        struct connection *c = &t->sockets[i];
        c->fd = c->pipe[0] = c->pipe[1] = -1;
        c->tunnel = t;
    }
    return t;
}

static int connect_to(const struct sockaddr_in *target)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    if (connect(fd, (const struct sockaddr *)target, sizeof *target) < 0 && errno != EINPROGRESS) {
        close(fd);
        return -1;
    }
    return fd;
}

static bool open_socket(struct connection *c, int fd)
{
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = c};
    c->fd = fd;
    c->readable = c->writable = c->ended = c->shut = false;
    c->held = 0;
    if (fd < 0 || (c->pipe[0] < 0 && !open_pipe(c->pipe)))
        return false;
    set_no_delay(fd);
    return epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event) == 0;
}

static void add_connection(int fd)
{
    struct tunnel *t = take_tunnel();
    if (t == NULL) {
        close(fd);
        return;
    }
    t->teed = 0;
    bool open = open_socket(&t->sockets[CLIENT], fd);
    for (int i = SERVER; open && i < SOCKETS; i++)
        open = open_socket(&t->sockets[i], connect_to(&targets[i]));
    if (!open)
        close_tunnel(t);
}

/* From the socket into its pipe: how many bytes, 0 for none, -1 for a broken connection. */
static ssize_t fill(struct connection *c)
{
    ssize_t n = splice(c->fd, NULL, c->pipe[1], NULL, (size_t)pipe_size,
                       SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
    if (n > 0) {
        c->held += (size_t)n;
        return n;
    }
    if (n == 0) {
        c->ended = true;
        return 0;
    }
    if (errno != EAGAIN)
        return errno == EINTR ? 0 : -1;
    /* With bytes in the pipe it may be the pipe that is full, and the edge is not to be lost. */
    if (c->held == 0)
        c->readable = false;
    return 0;
}

/* Out of a pipe into a socket: how many bytes, 0 for none, -1 for a broken connection. */
static ssize_t drain(struct connection *from, struct connection *to, size_t most)
{
    ssize_t n = splice(from->pipe[0], NULL, to->fd, NULL, most, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
    if (n > 0) {
        from->held -= (size_t)n;
        return n;
    }
    if (n < 0 && errno != EAGAIN)
        return errno == EINTR ? 0 : -1;
    to->writable = false;
    return 0;
}

/* One direction, as far as it goes; false for a broken connection. */
static bool pump(struct connection *from)
{
    struct connection *to = other(from);
    size_t turn = 0;
    ssize_t in;
    ssize_t out;
    do {
        in = from->readable && !from->ended ? fill(from) : 0;
        size_t most = to->writable && from->held > 0 ? passable(from) : 0;
        out = most > 0 ? drain(from, to, most) : 0;
        if (in < 0 || out < 0)
            return false;
        passed(from, (size_t)out);
        turn += (size_t)out;
    } while ((in > 0 || out > 0) && turn < TURN_BYTES);
    if (turn >= TURN_BYTES)
        control(EPOLL_CTL_MOD, from->fd, EPOLLIN | EPOLLOUT | EPOLLET, from); /* brings it back */
    /* Only once it is connected: before, shutdown would undo the connect. */
    if (!from->ended || from->held > 0 || from->shut || !to->writable)
        return true;
    from->shut = true;
    return shutdown(to->fd, SHUT_WR) == 0;
}

/* Both ends know of each other's end, and no pipe holds anything. */
static bool over(const struct tunnel *t)
{
    bool empty = true;
    for (int i = 0; i < SOCKETS; i++)
        empty &= t->sockets[i].held == 0;
    return empty && t->sockets[CLIENT].shut && t->sockets[SERVER].shut;
}

static void serve(struct connection *c, uint32_t events)
{
    if (c->fd < 0)
        return;
    /* The call that comes next reports what EPOLLERR and EPOLLHUP stand for. */
    c->readable |= (events & ~(uint32_t)EPOLLOUT) != 0;
    c->writable |= (events & ~(uint32_t)EPOLLIN) != 0;
    struct tunnel *t = c->tunnel;
    bool whole;
    if (c > &t->sockets[SERVER]) {
        serve_further(c);
        whole = pump(&t->sockets[CLIENT]); /* which may have waited for it */
    } else {
        whole = (!c->readable || pump(c)) && (!c->writable || pump(other(c)));
    }
    if (!whole || over(t))
        close_tunnel(t);
}
