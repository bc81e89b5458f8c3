#!/usr/bin/env bash
# What a call through sys costs on either backend beside C: getppid, and a recv that finds nothing.
#
#   calls-vs-c.sh [JMH OPTIONS]
#
# Java by JMH, with the allocation per call; C by native/reference/calls.c; all on one core, one after another.
set -euo pipefail
# shellcheck source=benchmarks/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

need cc gcc
need mvn maven
need_machine

cc -O2 -Wall -Wextra -Werror -o "$target/calls" "$root/native/reference/calls.c"
(cd "$root" && mvn -B -ntp -q -pl benchmarks -am -Dmaven.test.skip=true package) || die 'the build failed'

java=$("$sluice" --java)
c() {
    taskset -c "$server_core" "$target/calls" 31 200000
}

c >/dev/null
before=$(c)
taskset -c "$server_core" "$java" -cp "$target/classes:$target/lib/*" org.openjdk.jmh.Main \
    -prof gc -rf json -rff "$target/calls.json" "$@" CallBenchmark
after=$(c)
printf 'C before:\n%s\nC after:\n%s\n' "$before" "$after"
