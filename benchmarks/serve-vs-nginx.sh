#!/usr/bin/env bash
# Requests per second of `sluice serve` against nginx with one worker, on a 10 KiB file.
#
#   serve-vs-nginx.sh [ROUNDS] [SECONDS]
#
# SLUICE names another command than the repository's, WARMUP the seconds of warm-up per server.
# NGINX_OPEN_FILE_CACHE=on lets nginx keep descriptors and metadata of files, which is off by default.
set -euo pipefail
# shellcheck source=benchmarks/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

rounds=${1:-7}
seconds=${2:-3}
connections=50
bytes=10240
bound=0.90
open_file_cache=${NGINX_OPEN_FILE_CACHE:-off}

need nginx nginx
need wrk wrk
need pgrep procps
need timeout coreutils
need cmp diffutils
need_machine
need_number ROUNDS "$rounds"
need_number SECONDS "$seconds"
case $open_file_cache in
    on) open_file_cache='max=1000 inactive=60s' ;;
    off) ;;
    *) die "NGINX_OPEN_FILE_CACHE is on or off: $open_file_cache" ;;
esac

mkdir -p "$target"
clean_up_at_exit
scratch=$(mktemp -d)
chmod 755 "$scratch" # the worker of an nginx started as root runs as another user
mkdir -m 755 "$scratch/files"
head -c "$bytes" /dev/urandom >"$scratch/files/file.bin"
chmod 644 "$scratch/files/file.bin"

# Below the kernel's default range for outgoing connections, so that no client takes the port first.
free_port() {
    local i
    for ((i = 0; i < 50; i++)); do
        port=$((20000 + RANDOM % 10000))
        (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null || return 0
    done
    die 'no free port'
}

write_nginx_config() { # PORT
    cat >"$scratch/nginx.conf" <<END
daemon off;
worker_processes 1;
pid $scratch/nginx.pid;
error_log $scratch/error.log warn;
events {
    worker_connections 1024;
}
http {
    default_type application/octet-stream;
    access_log off;
    sendfile on;
    tcp_nopush on;
    tcp_nodelay on;
    keepalive_timeout 3600s;
    keepalive_requests 1000000000;
    open_file_cache $open_file_cache;
    client_body_temp_path $scratch/body;
    proxy_temp_path $scratch/proxy;
    fastcgi_temp_path $scratch/fastcgi;
    uwsgi_temp_path $scratch/uwsgi;
    scgi_temp_path $scratch/scgi;
    server {
        listen 127.0.0.1:$1;
        root $scratch/files;
    }
}
END
}

# Sets `nginx_pids` to the master and its worker.
await_nginx() { # MASTER PORT
    local i worker
    for ((i = 0; i < start_limit * 10; i++)); do
        alive "$1" || break
        worker=$(pgrep -P "$1" || true)
        if [[ -n $worker ]] && (: <"/dev/tcp/127.0.0.1/$2") 2>/dev/null; then
            [[ $worker =~ ^[0-9]+$ ]] || die "nginx has more than one worker: $worker"
            nginx_pids="$1 $worker"
            started+=("$worker")
            return 0
        fi
        sleep 0.1
    done
    tail -n 5 "$scratch/error.log" "$target/nginx.log.err" >&2 || true
    die 'nginx does not listen'
}

# wrk takes any answer for a good one as long as the status is; so the content is checked once.
check_content() { # PORT
    local status
    { exec 3<>"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null || die "no connection to port $1"
    printf 'GET /file.bin HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
    timeout 5 cat <&3 >"$scratch/answer" || die "no end of the answer on port $1"
    exec 3>&-
    status=$(head -n 1 "$scratch/answer" | tr -d '\r')
    [[ $status == 'HTTP/1.1 200'* ]] || die "port $1 answers: $status"
    tail -c "$bytes" "$scratch/answer" | cmp - "$scratch/files/file.bin" ||
        die "port $1 answers with other content"
}

load() { # PORT SECONDS
    local out
    out=$(timeout --foreground -k 5 $(($2 + 30)) taskset -c "$client_core" \
        wrk -t1 -c"$connections" -d"$2s" "http://127.0.0.1:$1/file.bin") || die "wrk failed on port $1: $out"
    if [[ $out == *'Socket errors'* || $out == *'Non-2xx'* ]]; then
        die "errors on port $1: $out"
    fi
    [[ $out =~ ([0-9]+)\ requests\ in ]] || die "unexpected: $out"
    requests=${BASH_REMATCH[1]}
    [[ $out =~ Requests/sec:\ +([0-9.]+) ]] || die "unexpected: $out"
    rate=${BASH_REMATCH[1]}
    ((requests > 0)) || die "no requests on port $1"
}

free_port
nginx_port=$port
write_nginx_config "$nginx_port"
start "$target/nginx.log" nginx -p "$scratch" -c "$scratch/nginx.conf" -e "$scratch/error.log"
await_nginx "$pid" "$nginx_port"
start "$target/serve-sluice.log" "$sluice" serve "$scratch/files" --port 0
sluice_pid=$pid
await_port "$sluice_pid" "$target/serve-sluice.log"
sluice_port=$port
check_content "$nginx_port"
check_content "$sluice_port"

nginx -v 2>&1
echo "$rounds rounds of $seconds s, $connections connections, $bytes bytes, warm-up $warmup s," \
    "open_file_cache $open_file_cache, kernel $(uname -r)"
load "$nginx_port" "$warmup"
load "$sluice_port" "$warmup"

results="$target/serve-vs-nginx.txt"
: >"$results"
for ((round = 1; round <= rounds; round++)); do
    measure "$nginx_pids" load "$nginx_port" "$seconds"
    print_round "$round" nginx
    nginx_figures="$rate $cpu"
    measure "$sluice_pid" load "$sluice_port" "$seconds"
    print_round "$round" sluice
    echo "$nginx_figures $rate $cpu" >>"$results"
done

printf 'median  %-6s %9.0f requests/s  %8.3f µs CPU/request\n' \
    nginx "$(median "$results" 1)" "$(median "$results" 2)" \
    sluice "$(median "$results" 3)" "$(median "$results" 4)"
compare 'requests per second, sluice/nginx' "$results" 3 1 "$bound" at-least
