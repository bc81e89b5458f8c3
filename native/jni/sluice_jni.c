/*
 * The JNI peer of the micro-benchmarks: calls as a hand-written JNI transport
 * makes them, with the kernel's convention, -errno on failure.
 *
 *   cc -O2 -shared -fPIC -Wall -Wextra -Werror -I$JAVA_HOME/include \
 *      -I$JAVA_HOME/include/linux -o libsluice_jni.so sluice_jni.c
 */
#define _GNU_SOURCE
#include <errno.h>
#include <jni.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#define NATIVE(type, name, ...)                                                \
    JNIEXPORT type JNICALL Java_dev_sluice_benchmarks_micro_Jni_##name(        \
        JNIEnv *env __attribute__((unused)),                                   \
        jclass type_ __attribute__((unused)) __VA_OPT__(, ) __VA_ARGS__)

static inline jlong result(ssize_t value)
{
    return value < 0 ? -errno : value;
}

static inline void *pointer(jlong address)
{
    return (void *)(uintptr_t)address;
}

NATIVE(jlong, address, jobject buffer)
{
    return (jlong)(uintptr_t)(*env)->GetDirectBufferAddress(env, buffer);
}

NATIVE(jint, eventSize)
{
    return sizeof(struct epoll_event);
}

NATIVE(jint, eventDataOffset)
{
    return offsetof(struct epoll_event, data);
}

/* Not inlined by the compiler: it is libc's that all candidates call. */
NATIVE(jint, abs, jint value)
{
    static int (*volatile opaque)(int) = abs;
    return opaque(value);
}

NATIVE(jint, getppid)
{
    return getppid();
}

NATIVE(jlong, send, jint fd, jlong address, jlong length, jint flags)
{
    return result(send(fd, pointer(address), (size_t)length, flags));
}

NATIVE(jlong, recv, jint fd, jlong address, jlong length, jint flags)
{
    return result(recv(fd, pointer(address), (size_t)length, flags));
}

/* Never waits while it holds the array, which may hold up the collector: the flags say so. */
NATIVE(jlong, sendArray, jint fd, jbyteArray array, jint length, jint flags)
{
    void *bytes = (*env)->GetPrimitiveArrayCritical(env, array, NULL);
    if (bytes == NULL)
        return -ENOMEM;
    jlong sent = result(send(fd, bytes, (size_t)length, flags));
    (*env)->ReleasePrimitiveArrayCritical(env, array, bytes, JNI_ABORT);
    return sent;
}

NATIVE(jlong, recvArray, jint fd, jbyteArray array, jint length, jint flags)
{
    void *bytes = (*env)->GetPrimitiveArrayCritical(env, array, NULL);
    if (bytes == NULL)
        return -ENOMEM;
    jlong received = result(recv(fd, bytes, (size_t)length, flags));
    (*env)->ReleasePrimitiveArrayCritical(env, array, bytes, 0);
    return received;
}

NATIVE(jlong, write, jint fd, jlong address, jlong length)
{
    return result(write(fd, pointer(address), (size_t)length));
}

NATIVE(jlong, read, jint fd, jlong address, jlong length)
{
    return result(read(fd, pointer(address), (size_t)length));
}

NATIVE(jlong, writev, jint fd, jlong vector, jint count)
{
    return result(writev(fd, pointer(vector), count));
}

NATIVE(jlong, readv, jint fd, jlong vector, jint count)
{
    return result(readv(fd, pointer(vector), count));
}

NATIVE(jint, epollModify, jint epoll, jint fd, jint events)
{
    struct epoll_event event = {.events = (uint32_t)events, .data.u64 = (uint64_t)fd};
    return (jint)result(epoll_ctl(epoll, EPOLL_CTL_MOD, fd, &event));
}

NATIVE(jint, epollWait, jint epoll, jlong events, jint capacity, jint timeout)
{
    return (jint)result(epoll_wait(epoll, pointer(events), capacity, timeout));
}

NATIVE(jint, setNoDelay, jint fd, jint value)
{
    return (jint)result(setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &value, sizeof value));
}

NATIVE(jint, receiveBufferSize, jint fd)
{
    int value;
    socklen_t length = sizeof value;
    return getsockopt(fd, SOL_SOCKET, SO_RCVBUF, &value, &length) < 0 ? -errno : value;
}

NATIVE(jint, socketThatResets)
{
    struct linger reset = {.l_onoff = 1};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset) < 0)
        return -errno;
    return fd;
}

NATIVE(jint, connect, jint fd, jint address, jint port)
{
    struct sockaddr_in peer = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)port),
        .sin_addr.s_addr = htonl((uint32_t)address),
    };
    return (jint)result(connect(fd, (struct sockaddr *)&peer, sizeof peer));
}

NATIVE(jint, accept, jint listener)
{
    return (jint)result(accept4(listener, NULL, NULL, SOCK_CLOEXEC));
}

NATIVE(jint, close, jint fd)
{
    return (jint)result(close(fd));
}
