/*
 * Runs the machine code that the library makes, for StubTest: on this
 * machine's architecture as it is, on the other one under qemu. The code comes
 * in files and goes where the library puts it: onto a page that is written
 * first and made executable afterwards.
 *
 *     run_stub getpid|getppid|close CODE
 *     run_stub transfer SENDTO_CODE RECVFROM_CODE
 *     run_stub signal HANDLER_CODE
 *
 * Ends with 0 when all that was checked is right; otherwise says what is not.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define CODE_SIZE 65536
#define INFO_SIZE 128
/* Of the last ones qemu has too few to lend. */
#define REALTIME (SIGRTMIN + 5)

#define CHECK(condition)                                                       \
    do {                                                                       \
        if (!(condition)) {                                                    \
            fprintf(stderr, "run_stub.c:%d: not so: %s (errno %d)\n",          \
                    __LINE__, #condition, errno);                              \
            exit(1);                                                           \
        }                                                                      \
    } while (0)

/* Code, and behind it as much room that is to stay writable. */
static unsigned char *load(const char *file)
{
    unsigned char *pages = mmap(NULL, 2 * CODE_SIZE, PROT_READ | PROT_WRITE,
                                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(pages != MAP_FAILED);
    int fd = open(file, O_RDONLY);
    CHECK(fd >= 0);
    CHECK(read(fd, pages, CODE_SIZE) > 0);
    CHECK(close(fd) == 0);
    return pages;
}

static void seal(void *code)
{
    CHECK(mprotect(code, CODE_SIZE, PROT_READ | PROT_EXEC) == 0);
}

static void *load_sealed(const char *file)
{
    void *code = load(file);
    seal(code);
    return code;
}

static void check_id(const char *file, pid_t expected)
{
    int (*stub)(void) = load_sealed(file);
    CHECK(stub() == expected);
}

static void check_close(const char *file)
{
    int (*stub)(int) = load_sealed(file);
    int fd = dup(0);
    CHECK(fd >= 0);
    errno = 0;
    CHECK(stub(fd) == 0);
    CHECK(stub(fd) == -EBADF);
    CHECK(errno == 0);
}

/* The kernel chooses the name. */
static int bound_socket(struct sockaddr_un *name, socklen_t *length)
{
    struct sockaddr_un any = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
    CHECK(fd >= 0);
    CHECK(bind(fd, (struct sockaddr *)&any, sizeof any.sun_family) == 0);
    *length = sizeof *name;
    CHECK(getsockname(fd, (struct sockaddr *)name, length) == 0);
    return fd;
}

/*
 * A result of each of the six arguments is looked at, and the flags are such
 * that their loss would change the result: see the comments.
 */
static void check_transfer(const char *sendto_file, const char *recvfrom_file)
{
    long (*stub_sendto)(int, const void *, size_t, int, const void *, long) =
        load_sealed(sendto_file);
    long (*stub_recvfrom)(int, void *, size_t, int, void *, socklen_t *) =
        load_sealed(recvfrom_file);
    struct sockaddr_un here, there, from;
    socklen_t here_length, there_length, from_length = sizeof from;
    int sender = bound_socket(&here, &here_length);
    int receiver = bound_socket(&there, &there_length);
    char buffer[8] = "........";

    /* Without MSG_DONTWAIT it would wait for ever. */
    CHECK(stub_recvfrom(receiver, buffer, 4, MSG_DONTWAIT, NULL, NULL) ==
          -EAGAIN);
    /* Without MSG_OOB, which datagrams do not have, it would succeed. */
    CHECK(stub_sendto(sender, "sluice", 6, MSG_OOB, &there, there_length) ==
          -EOPNOTSUPP);
    CHECK(stub_sendto(sender, "sluice", 6, 0, NULL, 0) == -ENOTCONN);
    CHECK(stub_sendto(sender, "sluice", 6, 0, &there, there_length) == 6);
    /* Without MSG_TRUNC the result would be 4. */
    CHECK(stub_recvfrom(receiver, buffer, 4, MSG_TRUNC, &from, &from_length) ==
          6);
    CHECK(memcmp(buffer, "slui....", sizeof buffer) == 0);
    CHECK(from_length == here_length);
    CHECK(memcmp(&from, &here, here_length) == 0);
}

static void open_pipe(int ends[2])
{
    CHECK(pipe2(ends, O_NONBLOCK | O_CLOEXEC) == 0);
}

static siginfo_t read_info(int fd)
{
    union {
        siginfo_t info;
        char bytes[2 * INFO_SIZE];
    } record;
    CHECK(sizeof record.info == INFO_SIZE);
    CHECK(read(fd, &record, sizeof record) == INFO_SIZE);
    return record.info;
}

static void check_empty(int fd)
{
    char byte;
    CHECK(read(fd, &byte, 1) == -1 && errno == EAGAIN);
}

static void install(void *code, int signum)
{
    struct sigaction action = {.sa_flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK};
    action.sa_sigaction = (void (*)(int, siginfo_t *, void *))code;
    CHECK(sigaction(signum, &action, NULL) == 0);
}

static void check_signal(const char *file)
{
    unsigned char *code = load(file);
    int *table = (int *)(code + CODE_SIZE);
    int one[2], other[2];
    open_pipe(one);
    open_pipe(other);
    for (int signum = 0; signum <= 64; signum++) {
        table[signum] = -1;
    }
    table[SIGUSR1] = one[1];
    table[REALTIME] = other[1];
    seal(code);
    install(code, SIGUSR1);
    install(code, REALTIME);
    install(code, SIGHUP);

    errno = 0;
    CHECK(raise(SIGUSR1) == 0);
    siginfo_t info = read_info(one[0]);
    CHECK(info.si_signo == SIGUSR1);
    CHECK(info.si_code == SI_TKILL);
    CHECK(info.si_pid == getpid());
    check_empty(one[0]);
    check_empty(other[0]);

    union sigval value = {.sival_int = 0x51c1ce};
    CHECK(sigqueue(getpid(), REALTIME, value) == 0);
    info = read_info(other[0]);
    CHECK(info.si_signo == REALTIME);
    CHECK(info.si_code == SI_QUEUE);
    CHECK(info.si_value.sival_int == 0x51c1ce);
    check_empty(one[0]);

    /* No pipe has that one: write fails, and the handler leaves errno alone. */
    errno = 0;
    CHECK(raise(SIGHUP) == 0);
    CHECK(errno == 0);
    check_empty(one[0]);
    check_empty(other[0]);
}

int main(int count, char **arguments)
{
    CHECK(count >= 3);
    const char *what = arguments[1], *file = arguments[2];
    /* A test must not wait for ever for what does not come. */
    alarm(60);
    if (strcmp(what, "getpid") == 0) {
        check_id(file, getpid());
    } else if (strcmp(what, "getppid") == 0) {
        check_id(file, getppid());
    } else if (strcmp(what, "close") == 0) {
        check_close(file);
    } else if (strcmp(what, "transfer") == 0) {
        CHECK(count == 4);
        check_transfer(file, arguments[3]);
    } else {
        CHECK(strcmp(what, "signal") == 0);
        check_signal(file);
    }
    puts("ok");
    return 0;
}
