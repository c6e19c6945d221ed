# shellcheck shell=bash disable=SC2034
# Shared by the scripts: where things are, and how missing Debian packages get installed. Sourced, not run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '\n== %s\n' "$*" >&2; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

# Installs the packages that are missing. As root or with sudo; without either it says what to install.
install_packages() {
    local missing=()
    for package in "$@"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return
    command -v apt-get >/dev/null || fail "please install: ${missing[*]} (this script knows Debian's apt-get only)"
    say "installing ${missing[*]}"
    local become=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || fail "please install as root: apt-get install ${missing[*]}"
        become=(sudo)
    fi
    "${become[@]}" apt-get update -qq
    DEBIAN_FRONTEND=noninteractive "${become[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

need_swift() {
    command -v swift >/dev/null || fail "no Swift toolchain in PATH: install Swift 6.2 or later from swift.org"
}

# What building needs besides the toolchain: a C++ library for the cryptography, SQLite, and git for the dependencies.
install_build_packages() { install_packages ca-certificates git g++ libsqlite3-dev; }

# Waits for a server's ready file, for at most 20 seconds.
wait_for_file() {
    for _ in $(seq 200); do
        [ -s "$1" ] && return
        sleep 0.1
    done
    fail "the server did not become ready"
}
