#!/bin/sh
# Uploads a file in parts to presigned URLs with curl.
#
#   ./multipart.sh URLS FILE [NAME=VALUE]...
#
# URLS is a file with one URL a line: those of the parts, in order, and at last the one that completes the upload. The
# latter is signed with `x-oss-complete-all: yes`: the service then takes all parts that it has, and no ETag needs to be
# kept. NAME=VALUE is a header of the completion that was signed and so must be sent.
set -eu

usage() { echo "usage: multipart.sh URLS FILE [NAME=VALUE]..." >&2; exit 1; }
[ $# -ge 2 ] || usage
urls=$1 file=$2
shift 2
for header in "$@"; do # turns each NAME=VALUE into --header 'NAME: VALUE'; curl writes an empty value with a semicolon
    shift
    case $header in
        *=?*) set -- "$@" --header "${header%%=*}: ${header#*=}" ;;
        *=) set -- "$@" --header "${header%=};" ;;
        *) usage ;;
    esac
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
: >"$work/answer"

# Runs curl with these arguments; the status and the hint, or the end of the program when there is no answer.
request() {
    result=$(curl --silent --show-error --globoff --path-as-is "$@" \
        --output "$work/answer" --write-out '%{http_code} %header{x-waybill-hint}') || exit 1
    status=${result%% *} hint=${result#* }
}

say() { [ -z "$2" ] || echo "$1: $2" >&2; }
element() { sed -n "s:.*<$1>\([^<]*\)</$1>.*:\1:p" "$work/answer"; }
explain() {
    say code "$(element Code)"
    say ec "$(element EC)"
    say message "$(element Message)"
    say hint "$hint"
}

# As many equal pieces as there are part URLs, but none below the 100 KiB that the service demands of all but the last.
size=$(wc -c <"$file")
grep . "$urls" >"$work/urls" || true
parts=$(($(wc -l <"$work/urls") - 1))
[ "$parts" -ge 1 ] || { echo "multipart.sh: URLS holds no part" >&2; exit 1; }
piece=$(((size + parts - 1) / parts))
[ "$piece" -ge 102400 ] || piece=102400

part=0
while IFS= read -r url; do
    if [ "$part" -eq "$parts" ]; then break; fi
    if [ "$part" -gt 0 ] && [ $((part * piece)) -ge "$size" ]; then break; fi # a small file needs fewer parts
    tail -c +$((part * piece + 1)) "$file" | head -c "$piece" >"$work/part"
    request --upload-file "$work/part" --retry 3 "$url" # an interrupted part is replaced by the next attempt
    part=$((part + 1))
    echo "part $part: $status"
    case $status in 2??) ;; *) echo "status: $status"; explain; exit 1 ;; esac
done <"$work/urls"

# Without a Content-Type, which --data would add.
request --data "" --header "Content-Type:" --header "x-oss-complete-all: yes" "$@" "$(tail -n 1 "$work/urls")"
echo "status: $status"
case $status in
    203) echo "stored, but the callback failed" >&2; explain; exit 2 ;;
    2??) cat "$work/answer" ;; # the result, or what the application server answered to the callback
    *) explain; exit 1 ;;
esac
