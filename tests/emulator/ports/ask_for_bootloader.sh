#!/bin/sh
# ask_for_bootloader.sh COMMAND...: runs COMMAND with text and packets on its standard input. Only
# the packets at the end of each part ask for the bootloader: the other ones read instead of write,
# name another command, another group, have a wrong CRC, or are no lines of their own. A second
# before each part: QEMU drops what arrives before the firmware has enabled its receiver.
{
    sleep 1
    printf 'text\n'
    printf '\006\011AAoAAAAAUEUHAQrQ\n\006\011AAoCAAAAUEUHArUV\n\006\011AAoCAAAAUEYHAdwm\n'
    printf '\006\011AAoCAAAAUEUHAYV3\nmore \006\011AAoCAAAAUEUHAYV2\n'
    sleep 0.3  # so that the program has read, and printed, what comes before
    printf '\006\011AAoCAAAAUEUHAYV2\n'
    sleep 1
    printf '\006\011AAsCAAABUEUIAaBrVg==\n'
} | "$@"
