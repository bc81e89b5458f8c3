#!/usr/bin/env bash
# CPU time per request of `sluice echo` against the C server in native/reference.
#
#   echo-vs-c.sh [ROUNDS] [SECONDS] [CONNECTIONS] [BYTES]
#
# SLUICE names another command than the repository's, WARMUP the seconds of warm-up per server.
set -euo pipefail
# shellcheck source=benchmarks/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

rounds=${1:-7}
seconds=${2:-3}
connections=${3:-100}
bytes=${4:-64}
bound=1.10

need cc gcc
need timeout coreutils
need_machine
need_number ROUNDS "$rounds"
need_number SECONDS "$seconds"
need_number CONNECTIONS "$connections"
need_number BYTES "$bytes"

mkdir -p "$target"
for name in echo_epoll echo_load calls; do
    cc -O2 -Wall -Wextra -Werror -o "$target/$name" "$root/native/reference/$name.c" ||
        die "$name.c does not compile"
done

load() { # PORT SECONDS
    local line
    line=$(timeout --foreground -k 5 $(($2 + 30)) taskset -c "$client_core" \
        "$target/echo_load" 127.0.0.1 "$1" "$connections" "$bytes" "$2") || die "the load client failed on port $1"
    [[ $line =~ ^requests=([0-9]+)\ seconds=[0-9.]+\ rate=([0-9]+)$ ]] || die "unexpected: $line"
    requests=${BASH_REMATCH[1]}
    rate=${BASH_REMATCH[2]}
}

clean_up_at_exit
start "$target/echo-c.log" "$target/echo_epoll" 127.0.0.1 0
c_pid=$pid
await_port "$c_pid" "$target/echo-c.log"
c_port=$port
start "$target/echo-sluice.log" "$sluice" echo --port 0
sluice_pid=$pid
await_port "$sluice_pid" "$target/echo-sluice.log"
sluice_port=$port

echo "$rounds rounds of $seconds s, $connections connections, $bytes bytes, warm-up $warmup s, kernel $(uname -r)"
load "$c_port" "$warmup"
load "$sluice_port" "$warmup"

results="$target/echo-vs-c.txt"
: >"$results"
for ((round = 1; round <= rounds; round++)); do
    measure "$c_pid" load "$c_port" "$seconds"
    print_round "$round" C
    c_figures="$rate $cpu"
    measure "$sluice_pid" load "$sluice_port" "$seconds"
    print_round "$round" sluice
    echo "$c_figures $rate $cpu" >>"$results"
done

printf 'median  %-6s %9.0f requests/s  %8.3f µs CPU/request\n' \
    C "$(median "$results" 1)" "$(median "$results" 2)" \
    sluice "$(median "$results" 3)" "$(median "$results" 4)"
compare 'CPU per request, sluice/C' "$results" 4 2 "$bound" at-most
