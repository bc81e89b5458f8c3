/*
 * Reference static file server, HTTP/1.1: one thread, level-triggered epoll, sendfile.
 *
 *   cc -O2 -Wall -Wextra -Werror -o files_epoll files_epoll.c
 *   files_epoll HOST PORT DIR        (HOST is an IPv4 address, PORT 0 takes a free port)
 *
 * GET of regular files below DIR, keep-alive and pipelining; names are taken as they are, without
 * percent-decoding. Symbolic links are followed, as file servers do by default.
 */
#define _GNU_SOURCE
#include "epoll_server.h"

#include <fcntl.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>

enum {
    INPUT_SIZE = 8 * 1024, /* the longest head of a request, too */
    HEAD_SIZE = 256,
    TURN_BYTES = 1024 * 1024, /* then others get their turn, however fast this client reads */
};

struct connection {
    int fd;
    uint32_t watched;
    bool closing; /* once the answer is sent */
    int file;     /* -1 when there is none to send */
    off_t file_offset;
    off_t file_end;
    size_t head_length;
    size_t head_sent;
    char head[HEAD_SIZE];
    size_t input_start; /* what is received and not parsed yet */
    size_t input_end;
    char input[INPUT_SIZE];
};

enum outcome { SENT, BLOCKED, FAILED };

struct request {
    const char *target;
    bool keep_alive;
};

static int directory;

static void watch(struct connection *c, uint32_t events)
{
    if (c->watched == events)
        return;
    control(EPOLL_CTL_MOD, c->fd, events, c);
    c->watched = events;
}

static void close_file(struct connection *c)
{
    if (c->file >= 0)
        close(c->file);
    c->file = -1;
}

static void close_connection(struct connection *c)
{
    close_file(c);
    close(c->fd);
    free(c);
}

static void add_connection(int fd)
{
    set_no_delay(fd);
    /* Not calloc: the buffers are most of it, and their pages are touched when they are used. */
    struct connection *c = malloc(sizeof *c);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
    if (c == NULL || epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0) {
        free(c);
        close(fd);
        return;
    }
    c->fd = fd;
    c->watched = EPOLLIN;
    c->closing = false;
    c->file = -1;
    c->head_length = c->head_sent = 0;
    c->input_start = c->input_end = 0;
}

/* Fixed width, so that all answers with the same file are of the same length. */
static void format_date(char out[30], time_t second)
{
    struct tm utc;
    gmtime_r(&second, &utc);
    strftime(out, 30, "%a, %d %b %Y %H:%M:%S GMT", &utc);
}

static const char *date_now(void)
{
    static time_t formatted = -1;
    static char date[30];
    time_t now = time(NULL);
    if (now != formatted) {
        format_date(date, now);
        formatted = now;
    }
    return date;
}

static void answer(struct connection *c, bool keep_alive, const char *status, off_t length,
                   const char *modified)
{
    int n = snprintf(c->head, sizeof c->head,
                     "HTTP/1.1 %s\r\nDate: %s\r\nContent-Length: %lld\r\n%s%s%s%s\r\n", status,
                     date_now(), (long long)length, modified != NULL ? "Last-Modified: " : "",
                     modified != NULL ? modified : "", modified != NULL ? "\r\n" : "",
                     keep_alive ? "" : "Connection: close\r\n");
    c->head_length = (size_t)n;
    c->head_sent = 0;
    c->closing = !keep_alive;
}

/* Whether the name stays below the directory: openat leaves it by a leading slash or by "..". */
static bool is_below(const char *name)
{
    if (*name == '/')
        return false;
    for (const char *part = name; part != NULL; part = strchr(part, '/')) {
        part += *part == '/';
        if (strncmp(part, "..", 2) == 0 && (part[2] == '/' || part[2] == '\0'))
            return false;
    }
    return true;
}

static void answer_request(struct connection *c, const struct request *request)
{
    const char *name = request->target + 1;
    struct stat status;
    /* A FIFO among the files must not block the loop. */
    int file = is_below(name)
                   ? openat(directory, name, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
                   : -1;
    if (file < 0 || fstat(file, &status) < 0 || !S_ISREG(status.st_mode)) {
        if (file >= 0)
            close(file);
        answer(c, request->keep_alive, "404 Not Found", 0, NULL);
        return;
    }
    char modified[30];
    format_date(modified, status.st_mtime);
    answer(c, request->keep_alive, "200 OK", status.st_size, modified);
    c->file = file;
    c->file_offset = 0;
    c->file_end = status.st_size;
}

/* Takes the next line off *text, without its end; the text ends with one. */
static char *next_line(char **text)
{
    char *line = *text;
    char *end = strstr(line, "\r\n");
    if (end == NULL)
        return NULL;
    *end = '\0';
    *text = end + 2;
    return line;
}

static bool parse_request_line(char *line, struct request *request)
{
    if (strncmp(line, "GET /", 5) != 0)
        return false;
    char *version = strchr(line + 4, ' ');
    if (version == NULL)
        return false;
    *version++ = '\0';
    request->target = line + 4;
    line[4 + strcspn(line + 4, "?")] = '\0';
    request->keep_alive = strcmp(version, "HTTP/1.1") == 0;
    return request->keep_alive || strcmp(version, "HTTP/1.0") == 0;
}

/* A head without its empty line. False is a bad request, or one that this server does not know. */
static bool parse_head(char *head, struct request *request)
{
    char *line = next_line(&head);
    if (line == NULL || !parse_request_line(line, request))
        return false;
    while ((line = next_line(&head)) != NULL) {
        if (strncasecmp(line, "connection:", 11) == 0 && strcasestr(line + 11, "close") != NULL)
            request->keep_alive = false;
        /* The body would be taken for the next request. */
        if (strncasecmp(line, "content-length:", 15) == 0 ||
            strncasecmp(line, "transfer-encoding:", 18) == 0)
            return false;
    }
    return true;
}

/* Prepares the answer to the next request that has arrived as a whole; false when there is none. */
static bool take_request(struct connection *c)
{
    char *head = c->input + c->input_start;
    size_t length = c->input_end - c->input_start;
    char *end = memmem(head, length, "\r\n\r\n", 4);
    if (end == NULL) {
        if (length < sizeof c->input)
            return false;
        answer(c, false, "431 Request Header Fields Too Large", 0, NULL);
        return true;
    }
    c->input_start += (size_t)(end + 4 - head);
    end[2] = '\0';
    struct request request;
    if (strlen(head) == (size_t)(end + 2 - head) && parse_head(head, &request))
        answer_request(c, &request);
    else
        answer(c, false, "400 Bad Request", 0, NULL);
    return true;
}

/* False when nothing came, be it that the connection is closed. */
static bool receive(struct connection *c)
{
    size_t kept = c->input_end - c->input_start;
    memmove(c->input, c->input + c->input_start, kept);
    c->input_start = 0;
    c->input_end = kept;
    ssize_t received = recv(c->fd, c->input + kept, sizeof c->input - kept, MSG_DONTWAIT);
    if (received > 0) {
        c->input_end += (size_t)received;
        return true;
    }
    if (received == 0 || (errno != EAGAIN && errno != EINTR))
        close_connection(c);
    return false;
}

static bool has_output(const struct connection *c)
{
    return c->head_sent < c->head_length || c->file >= 0;
}

/* Sends some of the head or the file: the number of bytes, or -1 with errno. */
static ssize_t send_some(struct connection *c, size_t most)
{
    if (c->head_sent < c->head_length) {
        bool body = c->file_offset < c->file_end && c->file >= 0;
        /* MSG_MORE: head and file begin in one packet. */
        ssize_t sent = send(c->fd, c->head + c->head_sent, c->head_length - c->head_sent,
                            MSG_DONTWAIT | MSG_NOSIGNAL | (body ? MSG_MORE : 0));
        if (sent > 0)
            c->head_sent += (size_t)sent;
        if (!body && c->head_sent == c->head_length)
            close_file(c);
        return sent;
    }
    size_t rest = (size_t)(c->file_end - c->file_offset);
    ssize_t sent = sendfile(c->fd, c->file, &c->file_offset, rest < most ? rest : most);
    if (sent == 0) {
        errno = EIO; /* the file has shrunk: its length is promised already */
        return -1;
    }
    if (c->file_offset == c->file_end)
        close_file(c);
    return sent;
}

static enum outcome send_output(struct connection *c, size_t *budget)
{
    while (has_output(c)) {
        if (*budget == 0)
            return BLOCKED;
        ssize_t sent = send_some(c, *budget);
        if (sent < 0)
            return errno == EAGAIN || errno == EINTR ? BLOCKED : FAILED;
        *budget -= (size_t)sent < *budget ? (size_t)sent : *budget;
    }
    return SENT;
}

static void serve(struct connection *c, uint32_t events)
{
    (void)events; /* it knows what it waits for */
    if (c->watched == EPOLLIN && !receive(c))
        return;
    size_t budget = TURN_BYTES;
    do {
        enum outcome outcome = send_output(c, &budget);
        if (outcome == BLOCKED) {
            /* Not reading meanwhile is the backpressure. */
            watch(c, EPOLLOUT);
            return;
        }
        if (outcome == FAILED || c->closing) {
            close_connection(c);
            return;
        }
    } while (take_request(c));
    watch(c, EPOLLIN);
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "usage: files_epoll HOST PORT DIR\n");
        return 2;
    }
    int signals = open_signals();
    signal(SIGPIPE, SIG_IGN); /* sendfile has no MSG_NOSIGNAL */
    directory = open(argv[3], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0)
        die(argv[3]);
    open_listener("files_epoll", argv[1], argv[2], SOCK_NONBLOCK);
    run(signals);
    return 0;
}
