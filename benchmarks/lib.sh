# shellcheck shell=bash
# What the comparisons share; sourced by them.
#
# Exit codes: 0 bound met or undecided, 2 wrong use or a measurement that failed, 3 missing tool,
# 4 bound missed. Not 1, which is what an unforeseen failure gives.

export LC_ALL=C
PATH="$PATH:/usr/sbin:/sbin" # nginx is there, and an ordinary user's PATH lacks it

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck disable=SC2034
target="$root/benchmarks/target"
sluice=${SLUICE:-$root/sluice}
warmup=${WARMUP:-10} # seconds per server; a JVM needs them before its compiled code is final
server_core=0
client_core=1
start_limit=30 # seconds

started=()
scratch=''
port='' # from await_port
requests=0 rate=0 # from the client

die() {
    echo "$(basename "$0"): $*" >&2
    exit 2
}

need() { # TOOL PACKAGE
    if ! command -v "$1" >/dev/null; then
        echo "missing: $1 (Debian package $2)" >&2
        exit 3
    fi
}

need_number() { # NAME VALUE
    [[ $2 =~ ^[1-9][0-9]{0,8}$ ]] || die "$1 is not a positive number: $2"
}

need_machine() {
    need awk mawk
    need taskset util-linux
    need_number WARMUP "$warmup"
    local core
    for core in "$server_core" "$client_core"; do
        taskset -c "$core" true 2>/dev/null || die "core $core is needed, one for the server and one for the client"
    done
    [[ -x $sluice ]] || die "no command $sluice; build the project or set SLUICE"
    # Builds it where that is needed, before anything is timed.
    "$sluice" --version >/dev/null || die "$sluice does not run"
    mkdir -p "$target"
    tick=$(getconf CLK_TCK)
}

alive() { # PID
    kill -0 "$1" 2>/dev/null
}

clean_up() {
    local pid i
    for pid in "${started[@]}"; do
        kill -TERM "$pid" 2>/dev/null || true
    done
    for pid in "${started[@]}"; do
        for ((i = 0; i < 50; i++)); do
            alive "$pid" || break
            sleep 0.1
        done
        if alive "$pid"; then
            kill -KILL "$pid" 2>/dev/null || true
        fi
    done
    if [[ -n $scratch ]]; then
        rm -rf -- "$scratch"
    fi
}

clean_up_at_exit() {
    trap clean_up EXIT
    # A signal must go through exit, or servers in the background would outlive the script.
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM
}

# Starts a server on its core and sets `pid`. exec keeps the process id through taskset and a launcher.
start() { # LOG COMMAND...
    local log=$1
    shift
    : >"$log" # a line of an earlier run must not be taken for this server's
    taskset -c "$server_core" "$@" </dev/null >"$log" 2>"$log.err" &
    pid=$!
    started+=("$pid")
}

# Sets `port` from the server's "listening on" line.
await_port() { # PID LOG
    local i
    for ((i = 0; i < start_limit * 10; i++)); do
        port=$(sed -n 's/^listening on 127\.0\.0\.1:\([0-9][0-9]*\)$/\1/p;' "$2")
        [[ -z $port ]] || return 0
        alive "$1" || break
        sleep 0.1
    done
    tail -n 5 "$2" "$2.err" >&2
    die "the server does not listen: $2"
}

cpu_ticks() { # PID...
    local pid stats=()
    for pid in "$@"; do
        stats+=("/proc/$pid/stat")
    done
    # utime and stime, counted after the command name, which may hold spaces
    awk '{ sub(/.*\) /, ""); sum += $12 + $13 } END { print sum }' "${stats[@]}"
}

# Runs a client command on its core; it has to set `requests` and `rate`.
# Sets `cpu`, the server's CPU time per request in µs, and `busy`, the share of its core in percent.
measure() { # "PID..." CLIENT ARGUMENTS...
    local pids before after begin end
    read -ra pids <<<"$1"
    shift
    before=$(cpu_ticks "${pids[@]}") || die 'a server is gone'
    begin=$EPOCHREALTIME
    "$@"
    end=$EPOCHREALTIME
    after=$(cpu_ticks "${pids[@]}") || die 'a server is gone'
    # No CPU time at all means the process id is a launcher's that did not exec.
    ((after > before)) || die "process ${pids[*]} used no CPU time; is it the server?"
    read -r cpu busy < <(awk -v ticks=$((after - before)) -v hz="$tick" -v n="$requests" \
        -v wall="$begin $end" 'BEGIN {
            split(wall, t, " ")
            printf "%.3f %.0f\n", ticks / hz * 1e6 / n, 100 * ticks / hz / (t[2] - t[1])
        }')
}

print_round() { # ROUND NAME
    printf 'round %2d  %-6s %9.0f requests/s  %8.3f µs CPU/request  core %3.0f %% busy\n' \
        "$1" "$2" "$rate" "$cpu" "$busy"
}

sort_awk='
function sort(v, n,    i, j, x) {
    for (i = 2; i <= n; i++) {
        x = v[i]
        for (j = i - 1; j >= 1 && v[j] > x; j--) v[j + 1] = v[j]
        v[j + 1] = x
    }
}
function median(v, n) {
    return (v[int((n + 1) / 2)] + v[int((n + 2) / 2)]) / 2
}'

median() { # FILE COLUMN
    awk -v column="$2" "$sort_awk"'
        { v[NR] = $column }
        END { sort(v, NR); print median(v, NR) }' "$1"
}

# The interval is that of the order statistics: exact for the median whatever the distribution, and
# never below 95 %. It takes six pairs; with fewer, the extremes cover less and nothing is decided.
#
# `missed` says that the whole interval lies beyond the bound, `met` that this was not shown.
compare() { # LABEL FILE OURS_COLUMN OTHER_COLUMN BOUND at-most|at-least
    awk -v label="$1" -v ours="$3" -v other="$4" -v bound="$5" -v side="$6" "$sort_awk"'
        { v[NR] = $ours / $other }
        END {
            n = NR
            sort(v, n)
            # tail = P(Binomial(n, 1/2) < k), the chance that the median lies below the k-th value
            term = 0.5 ^ n
            k = 0
            tail = 0
            while (k < n / 2 && tail + term <= 0.025) {
                tail += term
                term *= (n - k) / (k + 1)
                k++
            }
            if (k == 0) {
                printf "%s: median %.3f, range %.3f to %.3f\n", label, median(v, n), v[1], v[n]
                printf "bound %s: undecided (a 95 %% interval takes 6 rounds)\n", bound
                exit 0
            }
            low = v[k]
            high = v[n + 1 - k]
            printf "%s: median %.3f, 95 %% interval %.3f to %.3f (order statistics, %d pairs, coverage %.1f %%)\n",
                label, median(v, n), low, high, n, 100 * (1 - 2 * tail)
            missed = side == "at-most" ? low > bound : high < bound
            within = side == "at-most" ? high <= bound : low >= bound
            printf "bound %s: %s%s\n", bound, missed ? "missed" : "met",
                missed || within ? "" : " (the interval reaches beyond it)"
            exit missed ? 4 : 0
        }' "$2"
}
