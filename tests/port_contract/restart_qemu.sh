#!/usr/bin/env bash
# restart_qemu.sh QEMU...: the behaviour "flash_restart", twice. When the first run has written its
# sector, QEMU writes that out and ends; the second run begins with it. (memsave reads as the core
# does; to pmemsave, the microbit's flash is zero.)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkfifo "$folder"/{monitor.in,monitor.out,output}
exec 3<>"$folder/monitor.in"

"$@" -monitor "pipe:$folder/monitor" </dev/null >"$folder/output" &
cat "$folder/monitor.out" >/dev/null &
address=
while IFS= read -r line; do
    printf '%s\n' "$line"
    if [[ $line =~ ^written:\ ([0-9]+)\ bytes\ at\ ([0-9]+) ]]; then
        address=${BASH_REMATCH[2]}
        printf 'memsave %s %s "%s"\nquit\n' "$address" "${BASH_REMATCH[1]}" "$folder/dump" >&3
    fi
done <"$folder/output"
wait
[ -s "$folder/dump" ] || { echo "no dump"; exit 1; }

printf 'restarted with %s bytes at %s\n' "$(stat -c %s "$folder/dump")" "$address"
output=$("$@" -device "loader,file=$folder/dump,addr=$address,force-raw=on" </dev/null) && code=0 || code=$?
printf '%s\n' "$output"
grep -q '^found' <<<"$output" || exit 1
exit $code
