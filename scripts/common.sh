# shellcheck shell=bash disable=SC2034
# Shared by the scripts: where things are, how missing packages get installed, and how tests are run. Sourced, not run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# What fails in $(...) fails the script, too.
shopt -s inherit_errexit

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

# What building needs besides the toolchain: a C++ library for the cryptography, SQLite, zlib, and git for the dependencies.
install_build_packages() { install_packages ca-certificates git g++ libsqlite3-dev zlib1g-dev; }

# Prints the Python interpreter of the environment .build/NAME-venv, in which the packages of the requirements files are, those and what they need.
# Packages of a file named *-no-deps.txt come without what they say they need.
#   python=$(python_environment NAME FILE...)
python_environment() {
    local python="$root/.build/$1-venv/bin/python" file option
    install_packages python3 python3-venv >&2
    # Without pip the environment is a half one: making it was interrupted.
    "$python" -m pip --version >/dev/null 2>&1 || python3 -m venv --clear "$root/.build/$1-venv" >&2
    for file in "${@:2}"; do
        option=
        [[ "$file" != *-no-deps.txt ]] || option=--no-deps
        "$python" -m pip install --quiet --disable-pip-version-check ${option:+"$option"} -r "$file" >&2
    done
    echo "$python"
}

# Installs what Tests/InteropTests needs, and prints the interpreter that runs them.
interop_environment() {
    install_packages curl wget httpie zsh fish mandoc haproxy nginx-light openssl prometheus rsync sqlite3 systemd >&2
    python_environment interop Tests/InteropTests/requirements.txt Tests/InteropTests/requirements-no-deps.txt
}

# The test targets that have Swift tests.
test_targets() { find "$root/Tests" -name '*.swift' -printf '%P\n' | cut -d/ -f1 | grep 'Tests$' | sort -u; }

# Runs Swift test targets that are built already. Each writes FOLDER/TARGET.log; of what failed, and of the reports of sanitizers, the log's lines are
# shown. One target after the other: the laws compute for minutes, and servers beside them would starve, and with them the tests of time limits.
#   run_test_targets FOLDER [option of swift test]... -- TARGET...     returns 1 if one failed
run_test_targets() {
    local folder=$1 target log status=0 options=()
    shift
    while [ "$1" != -- ]; do options+=("$1"); shift; done
    shift
    [ $# -gt 0 ] || fail "there are no test targets"
    for target in "$@"; do
        log="$folder/$target.log"
        printf '%s: ' "$target"
        if swift test "${options[@]}" --skip-build --experimental-maximum-parallelization-width 4 --filter "^$target\\." >"$log" 2>&1 \
            && ! grep -q 'Sanitizer: ' "$log"; then
            grep -E '^. Test run with [1-9]' "$log" || fail "no test of $target ran: $(tail -5 "$log")"
        else
            status=1
            sanitizer_reports "$log"
            grep -E '^(✘|↳)|error:|[Ff]atal' "$log" | head -200 || tail -50 "$log"
            echo "see $log"
        fi
    done
    return "$status"
}

# The first lines of each report of a sanitizer in a log.
sanitizer_reports() { grep -hE -A14 'WARNING: ThreadSanitizer|ERROR: (Address|Leak)Sanitizer' "$1" | head -200 || true; }

# Prints the program to test: $WAYBILL, else the debug build, else the release build. Tests/InteropTests/support/server.py and
# Tests/CrashTests/server.py have the same rule: who has just built has a debug build, and a release build beside it may be an old one.
find_waybill() {
    local path
    set -- "$root/.build/debug/waybill" "$root/.build/release/waybill"
    if [ -n "${WAYBILL:-}" ]; then set -- "$WAYBILL"; fi
    for path in "$@"; do
        if [ -x "$path" ]; then
            realpath "$path"
            return
        fi
    done
    fail "there is no waybill to test at $(printf '%s or ' "$@" | sed 's/ or $//'): swift build --product waybill, or set WAYBILL"
}

# Waits for a server's ready file, for at most 20 seconds.
wait_for_file() {
    for _ in $(seq 200); do
        [ -s "$1" ] && return
        sleep 0.1
    done
    fail "the server did not become ready"
}
