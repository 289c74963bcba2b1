#!/bin/sh
# with_input.sh LINE COMMAND...: runs COMMAND with LINE on its standard input, a second after its
# start: QEMU drops what arrives before the firmware has enabled its receiver.
line=$1
shift
{ sleep 1; printf '%s\n' "$line"; } | "$@"
