/*
 * How the operations of calls.c are timed: in batches that are long beside a
 * look at the clock, spread over rounds or taken one turn at a time.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum {
    DEFAULT_ROUNDS = 11,
    MAX_ROUNDS = 10000,
    MAX_SECONDS = 3600,
    BATCH_NS = 1000000, /* long beside a look at the clock, short beside a round */
};

struct operation {
    const char *name;
    void (*open)(void);
    long (*run)(long calls); /* returns how many results were wrong */
    int size;                /* bytes, events or parts */
};

static int size; /* of the operation that runs */

static int64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* The time of one batch. */
static int64_t timed(const struct operation *operation, long calls)
{
    int64_t begin = now_ns();
    long wrong = operation->run(calls);
    int64_t took = now_ns() - begin;
    if (wrong != 0) {
        fprintf(stderr, "calls: %s: %ld wrong results\n", operation->name, wrong);
        exit(1);
    }
    return took;
}

/* How many calls make a batch. */
static long batch_size(const struct operation *operation)
{
    long calls = 1;
    while (timed(operation, calls) < BATCH_NS)
        calls *= 2;
    return calls;
}

static double time_of_one(const struct operation *operation, long calls, int64_t duration)
{
    int64_t took = 0;
    double done = 0;
    while (took < duration) {
        took += timed(operation, calls);
        done += (double)calls;
    }
    return (double)took / done;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values, long count)
{
    qsort(values, (size_t)count, sizeof *values, ascending);
    return (values[(count - 1) / 2] + values[count / 2]) / 2;
}

static long ready(const struct operation *operation)
{
    size = operation->size;
    if (operation->open != NULL)
        operation->open();
    return batch_size(operation);
}

/* One time for each line that comes in. */
static void take_turns(const struct operation *operation, double seconds)
{
    long calls = ready(operation);
    char line[16];
    while (fgets(line, sizeof line, stdin) != NULL) {
        printf("ns=%.1f\n", time_of_one(operation, calls, (int64_t)(seconds * 1e9)));
        fflush(stdout);
    }
}

static void measure(const struct operation *operation, double seconds, long rounds)
{
    static double times[MAX_ROUNDS];
    int64_t duration = (int64_t)(seconds * 1e9 / (double)rounds);
    long calls = ready(operation);
    time_of_one(operation, calls, duration); /* warms caches and the clock speed */
    for (long i = 0; i < rounds; i++)
        times[i] = time_of_one(operation, calls, duration);
    printf("%s ns=%.1f\n", operation->name, median(times, rounds));
}
