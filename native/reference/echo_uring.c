/*
 * Reference TCP echo server: one thread, io_uring by its system calls alone.
 *
 *   cc -O2 -Wall -Wextra -Werror -o echo_uring echo_uring.c
 *   echo_uring HOST PORT        (HOST is an IPv4 address, PORT 0 takes a free port)
 *
 * Multishot accept, multishot recv into a ring of provided buffers, sends out of those buffers.
 * Ends with 3 and the reason where the kernel refuses: it takes Linux 6.0.
 */
#define _GNU_SOURCE
#include "server.h"

#include <linux/io_uring.h>
#include <linux/time_types.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>

enum {
    UNAVAILABLE = 3,
    SUBMISSIONS = 4096,
    COMPLETIONS = 64 * 1024, /* several for each connection, so that they do not overflow */
    BUFFERS = 256,
    BUFFER_SIZE = 64 * 1024,
    GROUP = 0,
    NO_BUFFER = -1,
    QUEUE_LIMIT = 64 * 1024,
};

/* What a completion is of: the low bits of user data, the rest of which is the connection. */
enum operation { RECV, SEND, CANCEL, ACCEPT, ACCEPT_RETRY, SIGNAL, OPERATION_MASK = 7 };

struct output {
    char *data;
    size_t length;
    size_t sent;
    int buffer; /* the provided buffer that holds the data, or NO_BUFFER when it is malloced */
};

struct connection {
    int fd;
    bool receiving; /* a multishot recv is armed */
    bool cancelling;
    bool sending;
    bool ended;  /* no more input */
    bool failed; /* no more output either */
    struct output output;
    char *queue; /* input that came while the output was under way */
    size_t queue_length;
};

static struct {
    int fd;
    unsigned *head, *tail, mask;
    struct io_uring_sqe *entries;
    unsigned filled, submitted;
} submissions;

static struct {
    unsigned *head, *tail, mask;
    struct io_uring_cqe *entries;
} completions;

static struct io_uring_buf_ring *buffer_ring;
static uint16_t buffer_tail;
static char *buffers;

static void unavailable(const char *what)
{
    fprintf(stderr, "echo_uring: %s: %s\n", what, strerror(errno));
    exit(UNAVAILABLE);
}

/* ---- the rings ---- */

static void submit(unsigned wait)
{
    unsigned count = submissions.filled - submissions.submitted;
    __atomic_store_n(submissions.tail, submissions.filled, __ATOMIC_RELEASE);
    long n = syscall(SYS_io_uring_enter, submissions.fd, count, wait,
                     wait > 0 ? IORING_ENTER_GETEVENTS : 0, NULL, 0);
    if (n >= 0)
        submissions.submitted += (unsigned)n;
    else if (errno != EINTR && errno != EAGAIN && errno != EBUSY)
        die("io_uring_enter");
}

static struct io_uring_sqe *next_submission(int opcode, int fd, enum operation operation, void *data)
{
    while (submissions.filled - __atomic_load_n(submissions.head, __ATOMIC_ACQUIRE) >
           submissions.mask)
        submit(0);
    struct io_uring_sqe *sqe = &submissions.entries[submissions.filled++ & submissions.mask];
    memset(sqe, 0, sizeof *sqe);
    sqe->opcode = (uint8_t)opcode;
    sqe->fd = fd;
    sqe->user_data = (uint64_t)(uintptr_t)data | operation;
    return sqe;
}

static void provide_buffer(int id)
{
    /* Member by member: the ring's tail lies in a reserved one of the first entry. */
    struct io_uring_buf *entry = &buffer_ring->bufs[buffer_tail & (BUFFERS - 1)];
    entry->addr = (uint64_t)(uintptr_t)(buffers + (size_t)id * BUFFER_SIZE);
    entry->len = BUFFER_SIZE;
    entry->bid = (uint16_t)id;
    __atomic_store_n(&buffer_ring->tail, ++buffer_tail, __ATOMIC_RELEASE);
}

/* Kernels without SINGLE_ISSUER refuse it, and have no multishot recv either. */
static int setup(unsigned taskrun, struct io_uring_params *params)
{
    *params = (struct io_uring_params){
        .flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_CQSIZE | taskrun,
        .cq_entries = COMPLETIONS};
    return (int)syscall(SYS_io_uring_setup, SUBMISSIONS, params);
}

static void open_ring(void)
{
    struct io_uring_params params;
    int fd = setup(IORING_SETUP_DEFER_TASKRUN, &params);
    if (fd < 0 && errno == EINVAL)
        fd = setup(IORING_SETUP_COOP_TASKRUN, &params); /* Linux 6.0 does not know the better one */
    if (fd < 0)
        unavailable("io_uring_setup");
    size_t size = params.cq_off.cqes + params.cq_entries * sizeof(struct io_uring_cqe);
    size_t indices = params.sq_off.array + params.sq_entries * sizeof(unsigned);
    char *rings = mmap(NULL, size > indices ? size : indices, PROT_READ | PROT_WRITE,
                       MAP_SHARED | MAP_POPULATE, fd, IORING_OFF_SQ_RING);
    void *entries = mmap(NULL, params.sq_entries * sizeof(struct io_uring_sqe),
                         PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, (int)fd,
                         IORING_OFF_SQES);
    if (rings == MAP_FAILED || entries == MAP_FAILED)
        die("mmap");

    submissions.fd = fd;
    submissions.head = (unsigned *)(rings + params.sq_off.head);
    submissions.tail = (unsigned *)(rings + params.sq_off.tail);
    submissions.mask = params.sq_entries - 1;
    submissions.entries = entries;
    unsigned *array = (unsigned *)(rings + params.sq_off.array);
    for (unsigned i = 0; i < params.sq_entries; i++)
        array[i] = i;
    completions.head = (unsigned *)(rings + params.cq_off.head);
    completions.tail = (unsigned *)(rings + params.cq_off.tail);
    completions.mask = params.cq_entries - 1;
    completions.entries = (struct io_uring_cqe *)(rings + params.cq_off.cqes);
}

static void open_buffers(void)
{
    size_t ring_size = BUFFERS * sizeof(struct io_uring_buf);
    buffer_ring = mmap(NULL, ring_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    buffers = mmap(NULL, (size_t)BUFFERS * BUFFER_SIZE, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (buffer_ring == MAP_FAILED || buffers == MAP_FAILED)
        die("mmap");
    struct io_uring_buf_reg registration = {.ring_addr = (uint64_t)(uintptr_t)buffer_ring,
                                            .ring_entries = BUFFERS,
                                            .bgid = GROUP};
    if (syscall(SYS_io_uring_register, submissions.fd, IORING_REGISTER_PBUF_RING, &registration,
                1) < 0)
        unavailable("IORING_REGISTER_PBUF_RING");
    for (int id = 0; id < BUFFERS; id++)
        provide_buffer(id);
}

/* ---- connections ---- */

static void start_accept(void)
{
    struct io_uring_sqe *sqe = next_submission(IORING_OP_ACCEPT, listener, ACCEPT, NULL);
    sqe->ioprio = IORING_ACCEPT_MULTISHOT;
    sqe->accept_flags = SOCK_CLOEXEC;
}

/* Without a descriptor the next accept would fail at once. */
static void start_accept_later(void)
{
    static const struct __kernel_timespec delay = {.tv_nsec = 100 * 1000 * 1000};
    struct io_uring_sqe *sqe = next_submission(IORING_OP_TIMEOUT, -1, ACCEPT_RETRY, NULL);
    sqe->addr = (uint64_t)(uintptr_t)&delay;
    sqe->len = 1;
}

static void start_recv(struct connection *c)
{
    struct io_uring_sqe *sqe = next_submission(IORING_OP_RECV, c->fd, RECV, c);
    sqe->ioprio = IORING_RECV_MULTISHOT;
    sqe->flags = IOSQE_BUFFER_SELECT;
    sqe->buf_group = GROUP;
    c->receiving = true;
    c->cancelling = false;
}

static void cancel_recv(struct connection *c)
{
    struct io_uring_sqe *sqe = next_submission(IORING_OP_ASYNC_CANCEL, -1, CANCEL, NULL);
    sqe->addr = (uint64_t)(uintptr_t)c | RECV;
    c->cancelling = true;
}

static void start_send(struct connection *c)
{
    struct output *o = &c->output;
    struct io_uring_sqe *sqe = next_submission(IORING_OP_SEND, c->fd, SEND, c);
    sqe->addr = (uint64_t)(uintptr_t)(o->data + o->sent);
    sqe->len = (unsigned)(o->length - o->sent);
    /* A send that waits must not hold a provided buffer: slow readers would take them all. */
    sqe->msg_flags = MSG_NOSIGNAL | (o->buffer != NO_BUFFER ? MSG_DONTWAIT : 0);
    c->sending = true;
}

static void drop_output(struct connection *c)
{
    if (c->output.buffer != NO_BUFFER)
        provide_buffer(c->output.buffer);
    else
        free(c->output.data);
    c->output = (struct output){.buffer = NO_BUFFER};
}

static void fail(struct connection *c)
{
    c->failed = c->ended = true;
    shutdown(c->fd, SHUT_RDWR); /* ends what is under way */
}

/* The rest moves to memory of the connection's own, where it may wait. */
static void keep_output(struct connection *c)
{
    size_t rest = c->output.length - c->output.sent;
    char *kept = malloc(rest);
    if (kept == NULL) {
        fail(c);
        return;
    }
    memcpy(kept, c->output.data + c->output.sent, rest);
    drop_output(c);
    c->output = (struct output){.data = kept, .length = rest, .buffer = NO_BUFFER};
}

static void enqueue(struct connection *c, const char *data, size_t length)
{
    char *queue = realloc(c->queue, c->queue_length + length);
    if (queue == NULL) {
        fail(c);
        return;
    }
    memcpy(queue + c->queue_length, data, length);
    c->queue = queue;
    c->queue_length += length;
}

static void close_connection(struct connection *c)
{
    close(c->fd);
    drop_output(c);
    free(c->queue);
    free(c);
}

static bool has_output(const struct connection *c)
{
    return c->output.length > 0;
}

/* Starts what the state asks for, after any change. */
static void proceed(struct connection *c)
{
    if (!has_output(c) && c->queue != NULL) {
        c->output = (struct output){
            .data = c->queue, .length = c->queue_length, .buffer = NO_BUFFER};
        c->queue = NULL;
        c->queue_length = 0;
    }
    if (has_output(c) && !c->sending && !c->failed)
        start_send(c);
    if (c->ended) {
        if (!c->receiving && !c->sending)
            close_connection(c);
        return;
    }
    /* Not reading meanwhile is the backpressure. */
    bool paused =
        (has_output(c) && c->output.buffer == NO_BUFFER) || c->queue_length > QUEUE_LIMIT;
    if (paused && c->receiving && !c->cancelling)
        cancel_recv(c);
    if (!paused && !c->receiving)
        start_recv(c);
}

/* ---- completions ---- */

static void accepted(int result, unsigned flags)
{
    if (result >= 0) {
        set_no_delay(result);
        struct connection *c = calloc(1, sizeof *c);
        if (c == NULL) {
            close(result);
        } else {
            c->fd = result;
            c->output.buffer = NO_BUFFER;
            proceed(c);
        }
    }
    if (flags & IORING_CQE_F_MORE)
        return;
    if (result == -EBADF || result == -EINVAL || result == -ENOTSOCK) {
        errno = -result;
        die("accept");
    }
    if (result >= 0)
        start_accept();
    else
        start_accept_later();
}

static void received(struct connection *c, int result, unsigned flags)
{
    c->receiving = flags & IORING_CQE_F_MORE;
    if (flags & IORING_CQE_F_BUFFER) {
        int id = (int)(flags >> IORING_CQE_BUFFER_SHIFT);
        char *data = buffers + (size_t)id * BUFFER_SIZE;
        if (result > 0 && !has_output(c) && !c->failed) {
            c->output =
                (struct output){.data = data, .length = (size_t)result, .buffer = id};
        } else {
            if (result > 0 && !c->failed)
                enqueue(c, data, (size_t)result);
            provide_buffer(id);
        }
    }
    if (result == 0)
        c->ended = true;
    /* No buffer was left; those in use come back with the next completions, as they cannot wait. */
    else if (result < 0 && result != -ENOBUFS && result != -ECANCELED)
        fail(c);
    proceed(c);
}

static void sent(struct connection *c, int result)
{
    c->sending = false;
    if (result < 0 && result != -EAGAIN && result != -EINTR)
        fail(c);
    if (result > 0)
        c->output.sent += (size_t)result;
    if (c->output.sent == c->output.length)
        drop_output(c);
    else if (c->output.buffer != NO_BUFFER)
        keep_output(c);
    proceed(c);
}

static void complete(const struct io_uring_cqe *cqe)
{
    struct connection *c =
        (struct connection *)(uintptr_t)(cqe->user_data & ~(uint64_t)OPERATION_MASK);
    switch ((enum operation)(cqe->user_data & OPERATION_MASK)) {
    case RECV:
        received(c, cqe->res, cqe->flags);
        break;
    case SEND:
        sent(c, cqe->res);
        break;
    case ACCEPT:
        accepted(cqe->res, cqe->flags);
        break;
    case ACCEPT_RETRY:
        start_accept();
        break;
    case SIGNAL:
        exit(0);
    default: /* of a cancel: the recv's own completion tells */
        break;
    }
}

static void complete_all(void)
{
    unsigned head = *completions.head;
    while (head != __atomic_load_n(completions.tail, __ATOMIC_ACQUIRE)) {
        struct io_uring_cqe cqe = completions.entries[head & completions.mask];
        __atomic_store_n(completions.head, ++head, __ATOMIC_RELEASE);
        complete(&cqe);
    }
}

/* ---- start ---- */

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: echo_uring HOST PORT\n");
        return 2;
    }
    int signals = open_signals();
    open_ring();
    open_buffers();
    open_listener("echo_uring", argv[1], argv[2], 0);
    next_submission(IORING_OP_POLL_ADD, signals, SIGNAL, NULL)->poll32_events = POLLIN;
    start_accept();
    submit(0);
    announce();
    for (;;) {
        submit(1);
        complete_all();
    }
}
