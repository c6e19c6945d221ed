#!/bin/sh
# Uploads a file to a presigned URL with curl (7.84 or later).
#
#   ./upload.sh URL FILE [NAME=VALUE]...
#
# NAME=VALUE is a header that was signed and so must be sent. `-T` sends the file and nothing else; `--data-binary`
# would add a Content-Type, and `-F` would wrap the file in a form.
set -eu

usage() { echo "usage: upload.sh URL FILE [NAME=VALUE]..." >&2; exit 1; }
[ $# -ge 2 ] || usage
url=$1 file=$2
shift 2
for header in "$@"; do # turns each NAME=VALUE into --header 'NAME: VALUE'; curl writes an empty value with a semicolon
    shift
    case $header in
        *=?*) set -- "$@" --header "${header%%=*}: ${header#*=}" ;;
        *=) set -- "$@" --header "${header%=};" ;;
        *) usage ;;
    esac
done

answer=$(mktemp)
trap 'rm -f "$answer"' EXIT
result=$(curl --silent --show-error --globoff --path-as-is --upload-file "$file" "$@" \
    --output "$answer" --write-out '%{http_code} %header{x-waybill-hint}' "$url") || exit 1
status=${result%% *} hint=${result#* }

echo "status: $status"
case $status in
    203) echo "stored, but the callback failed" >&2 ;;
    2??) cat "$answer"; exit 0 ;; # what the application server answered to the callback, if one was asked for
esac
say() { [ -z "$2" ] || echo "$1: $2" >&2; }
element() { sed -n "s:.*<$1>\([^<]*\)</$1>.*:\1:p" "$answer"; }
say code "$(element Code)"
say ec "$(element EC)"
say message "$(element Message)"
say hint "$hint"
[ "$status" = 203 ] && exit 2
exit 1
