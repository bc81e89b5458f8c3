#!/bin/sh
# Regenerates the bindings of both architectures from the headers installed here.
# Needs: jextract on the PATH (built from openjdk/jextract, with libclang 13 or 14), and on Debian the
# packages libc6-dev, linux-libc-dev, libc6-dev-arm64-cross and linux-libc-dev-arm64-cross.
set -eu

if ! command -v jextract >/dev/null; then
  echo "generate.sh: jextract is not on the PATH: build it from https://github.com/openjdk/jextract" >&2
  exit 3
fi
root=$(cd "$(dirname "$0")/.." && pwd)
sources=$root/bindings/src/main/java
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

generate() {
  arch=$1
  flags=$2
  package=dev.sluice.bindings.$arch
  folder=$sources/dev/sluice/bindings/$arch
  # jextract reads clang's flags from a compile_flags.txt in its working folder.
  (cd "$work" && printf '%s\n' $flags >compile_flags.txt &&
    jextract --output "$work/$arch" --target-package "$package" --header-class-name Linux \
      $(printf '@%s ' "$root"/native/jextract/*.args) "$root/native/headers/linux.h")
  find "$folder" -name '*.java' ! -name package-info.java -delete 2>/dev/null || mkdir -p "$folder"
  cp "$work/$arch"/dev/sluice/bindings/"$arch"/*.java "$folder"
}

generate x86_64 "-target x86_64-linux-gnu"
generate aarch64 "-target aarch64-linux-gnu -isystem /usr/aarch64-linux-gnu/include"
