#!/bin/sh
# with_input.sh LINES COMMAND...: runs COMMAND with LINES (\n between them) on its standard input, a
# second after its start: QEMU drops what arrives before the firmware has enabled its receiver.
lines=$1
shift
{ sleep 1; printf '%b\n' "$lines"; } | "$@"
