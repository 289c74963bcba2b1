#!/usr/bin/env bash
# dump_displays.sh SAME GOLDEN FOLDER QEMU...: when the firmware has printed "drawn", dumps both
# displays into FOLDER and compares them with ssd0323.pgm and ssd0303.pgm of GOLDEN, by the program
# SAME. Ends as the run does, or with 1.
set -euo pipefail
same=$1 golden=$2 folder=$3
shift 3
mkdir -p "$folder"
pipes=$(mktemp -d)
trap 'rm -rf "$pipes"' EXIT
mkfifo "$pipes"/{qmp.in,qmp.out,input,output}
exec 3<>"$pipes/qmp.in" 4<>"$pipes/qmp.out" 5<>"$pipes/input"

ask() {
    echo "$1" >&3
    local reply
    until read -r -t 20 -u4 reply && [[ $reply == '{"return"'* || $reply == '{"error"'* ]]; do :; done
    [[ $reply == '{"return"'* ]] || { echo "$reply"; exit 1; }
}

rm -f "$folder"/*.ppm
"$@" -chardev "pipe,id=qmp,path=$pipes/qmp" -mon chardev=qmp,mode=control \
    <"$pipes/input" >"$pipes/output" &
emulator=$!
while IFS= read -r line; do
    printf '%s\n' "$line"
    [[ $line == drawn* ]] || continue
    ask '{"execute": "qmp_capabilities"}'
    ask "{\"execute\": \"screendump\", \"arguments\": {\"filename\": \"$folder/ssd0323.ppm\"}}"
    ask "{\"execute\": \"screendump\", \"arguments\": {\"filename\": \"$folder/ssd0303.ppm\",
         \"device\": \"oled\"}}"
    printf . >&5
done <"$pipes/output"
wait $emulator
for display in ssd0323 ssd0303; do
    "$same" "$folder/$display.ppm" "$golden/$display.pgm" 4
    echo "$display shows what it should"
done
