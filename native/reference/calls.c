/*
 * What the cheapest system call and an empty receive cost from C, to set calls from Java against.
 *
 *   cc -O2 -Wall -Wextra -Werror -o calls calls.c
 *   calls [ROUNDS [CALLS]]      (CALLS per round)
 */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { DEFAULT_ROUNDS = 11, DEFAULT_CALLS = 200000 };

static int receiver;
static long parent;

static int64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* Each result is looked at, as a caller would have to. */
static double time_getppid(long calls)
{
    long wrong = 0;
    int64_t begin = now_ns();
    for (long i = 0; i < calls; i++)
        wrong += syscall(SYS_getppid) != parent;
    int64_t end = now_ns();
    if (wrong != 0) {
        fprintf(stderr, "calls: getppid gave another parent\n");
        exit(1);
    }
    return (double)(end - begin) / (double)calls;
}

static double time_recv_eagain(long calls)
{
    char byte[64];
    long wrong = 0;
    int64_t begin = now_ns();
    for (long i = 0; i < calls; i++)
        wrong += recv(receiver, byte, sizeof byte, MSG_DONTWAIT) != -1 || errno != EAGAIN;
    int64_t end = now_ns();
    if (wrong != 0) {
        fprintf(stderr, "calls: recv did not give EAGAIN\n");
        exit(1);
    }
    return (double)(end - begin) / (double)calls;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

static void measure(const char *name, double (*timed)(long), long rounds, long calls)
{
    double *times = calloc((size_t)rounds, sizeof *times);
    if (times == NULL) {
        perror("calloc");
        exit(1);
    }
    timed(calls); /* warms caches and the clock speed, not counted */
    for (long i = 0; i < rounds; i++)
        times[i] = timed(calls);
    qsort(times, (size_t)rounds, sizeof *times, ascending);
    double median = (times[(rounds - 1) / 2] + times[rounds / 2]) / 2;
    printf("%s min=%.1f median=%.1f ns\n", name, times[0], median);
    free(times);
}

static long count(const char *text)
{
    char *end;
    long value = strtol(text, &end, 10);
    if (end == text || *end != '\0' || value < 1 || value > 1000000000) {
        fprintf(stderr, "calls: not a count: %s\n", text);
        exit(2);
    }
    return value;
}

int main(int argc, char **argv)
{
    if (argc > 3) {
        fprintf(stderr, "usage: calls [ROUNDS [CALLS]]\n");
        return 2;
    }
    long rounds = argc > 1 ? count(argv[1]) : DEFAULT_ROUNDS;
    long calls = argc > 2 ? count(argv[2]) : DEFAULT_CALLS;

    /* Bound, so that it could receive, and nobody sends to it: as the Java benchmark does. */
    struct sockaddr_in any = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    receiver = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (receiver < 0 || bind(receiver, (struct sockaddr *)&any, sizeof any) < 0) {
        perror("socket");
        return 1;
    }
    parent = syscall(SYS_getppid);

    measure("getppid", time_getppid, rounds, calls);
    measure("recv_eagain", time_recv_eagain, rounds, calls);
    return 0;
}
