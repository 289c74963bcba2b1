#!/usr/bin/env bash
# press_keys.sh QEMU...: presses the keys that each line "key NAME…" of the console names, for 60 ms
# each. Ends as the run does.
set -euo pipefail
pipes=$(mktemp -d)
trap 'rm -rf "$pipes"' EXIT
mkfifo "$pipes"/{monitor.in,monitor.out,output}
exec 3<>"$pipes/monitor.in" 4<>"$pipes/monitor.out"

"$@" -chardev "pipe,id=monitor,path=$pipes/monitor" -mon chardev=monitor,mode=readline \
    </dev/null >"$pipes/output" &
emulator=$!
while IFS= read -r line; do
    printf '%s\n' "$line"
    [[ $line == "key "* ]] || continue
    for key in ${line#key }; do
        echo "sendkey ${key%$'\r'} 60" >&3
        sleep 0.1
    done
done <"$pipes/output"
wait $emulator
