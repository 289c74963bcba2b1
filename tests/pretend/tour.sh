#!/bin/sh
# tour.sh FOLDER: what the README shows, in a pretend board's shell. Ends with 0 if all of it went
# well: the first flash in the bootloader, the console, a second flash that the running firmware is
# asked for while a monitor watches it, and one that a key of the monitor asks for.
set -eu
rm -rf "$1"
mkdir -p "$1"
cd "$1"
say() { printf -- '== %s\n' "$*"; }

say flash
perth new hello -b pyboard-v11 -q
cd hello
perth flash
say monitor
perth monitor --device "$PRETEND_CONSOLE" --expect '^count 1$' --timeout 30
say "monitor and flash"
perth monitor --device "$PRETEND_CONSOLE" --log monitor.log --expect '^-- hello' --timeout 60 &
monitor=$!
until [ -s monitor.log ]; do sleep 0.1; done
perth flash --full --device "$PRETEND_CONSOLE"
wait $monitor
say "edit, and Ctrl-T f in a monitor on a terminal"
sed -i 's/count {}/number {}/' src/main.cpp
shows() { until grep -q "$1" screen.log; do sleep 0.1; done; }
: > screen.log
{
    shows 'quits ---' && printf '\024f'
    shows 'number 1' && printf '\024q'
} | LD_PRELOAD='' script -qefc \
    "LD_PRELOAD=$LD_PRELOAD perth monitor --device $PRETEND_CONSOLE" screen.log
say "nothing to do"
perth flash --device "$PRETEND_CONSOLE" | tee flash.log
grep -q 'nothing' flash.log
