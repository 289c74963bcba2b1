# Completion of perth's command line in fish, made by `perth completions fish`.

# __perth_ask KIND: what perth finds itself: boards, templates, ports, devices.
function __perth_ask
    command perth completions --values $argv[1] 2>/dev/null
end

# __perth_typed NAME: whether this command was typed; without NAME whether any was.
function __perth_typed
    set -l words (commandline -opc)
    set -e words[1]
    while set -q words[1]
        switch $words[1]
            case -C --project -b --board --color -t --template -j --jobs --launcher --for --until --stimulus --vcd --svg --gdb --serve --via --probe --junit --diff --html --device --baud --lines --address --wait --read --length --to --show --check --dtr --rts --log --filter --highlight --eol --map --send --expect --fail-on --timeout -c -o --output --monitor --signal --period --mode --verbose-ident --trigger --timer
                set -e words[1] # and its value
            case '-*'
            case '*'
                test -z "$argv[1]" -o "$words[1]" = "$argv[1]"
                return
        end
        set -q words[1]
        and set -e words[1]
    end
    return 1
end

complete -c perth -f
complete -c perth -n 'not __perth_typed' -a new -d 'make a project from a template'
complete -c perth -n 'not __perth_typed' -a build -d 'compile and link the project for a board'
complete -c perth -n 'not __perth_typed' -a clean -d 'remove what build made'
complete -c perth -n 'not __perth_typed' -a run -d 'run the firmware in the board\'s emulator, its console on the terminal'
complete -c perth -n 'not __perth_typed' -a debug -d 'run GDB on the firmware: in the board\'s emulator, or through a probe'
complete -c perth -n 'not __perth_typed' -a test -d 'run the project\'s tests on this computer, or with -b in boards\' emulators'
complete -c perth -n 'not __perth_typed' -a size -d 'tell where flash and RAM go'
complete -c perth -n 'not __perth_typed' -a flash -d 'write the program into the board\'s flash and start it'
complete -c perth -n 'not __perth_typed' -a sync -d 'bring what changed to a board whose program runs, over its console'
complete -c perth -n 'not __perth_typed' -a boards -d 'list, show and check board definitions'
complete -c perth -n 'not __perth_typed' -a devices -d 'what is attached: boards in their bootloader, serial ports'
complete -c perth -n 'not __perth_typed' -a doctor -d 'check tools, permissions and attached boards, and say what mends them'
complete -c perth -n 'not __perth_typed' -a monitor -d 'watch a board\'s console, and find it again after unplug and reset'
complete -c perth -n 'not __perth_typed' -a repl -d 'talk to the shell of a board\'s firmware: type, or run commands'
complete -c perth -n 'not __perth_typed' -a tasks -d 'show what a running firmware\'s tasks do, or pause, resume and cancel them'
complete -c perth -n 'not __perth_typed' -a trace -d 'show what a program does and when: tasks, wakes, interrupts, pins'
complete -c perth -n 'not __perth_typed' -a completions -d 'let bash, zsh or fish complete perth\'s command line'

complete -c perth -n '__perth_typed new' -s t -l template -x -a '(__perth_ask templates) (__fish_complete_directories)' -d 'a template\'s name, or a folder with a template.json; counter if not given'
complete -c perth -n '__perth_typed new' -l list -d 'list the templates'
complete -c perth -n '__perth_typed new' -l here -d 'make the project in this folder'
complete -c perth -n '__perth_typed new' -l no-git -d 'do not make a git repository'
complete -c perth -n '__perth_typed new' -l force -d 'go into a folder that is not empty; files that are there are kept'

complete -c perth -n '__perth_typed build' -l all -d 'build for every board that perth.json lists'
complete -c perth -n '__perth_typed build' -l release -d 'optimize, even if perth.json says debug'
complete -c perth -n '__perth_typed build' -l debug -d 'build for the debugger'
complete -c perth -n '__perth_typed build' -s j -l jobs -x -d 'compile N files at a time'
complete -c perth -n '__perth_typed build' -l launcher -x -d 'compile through ccache, sccache, distcc, icecc or a path; or none'
complete -c perth -n '__perth_typed build' -l reproducible-check -d 'build a copy that lies elsewhere, too, and fail if a byte differs'
complete -c perth -n '__perth_typed build' -l generate -d 'write build/BOARD/gen only, for a CMake of your own'

complete -c perth -n '__perth_typed clean' -l all -d 'the builds of all boards'

complete -c perth -n '__perth_typed run' -F
complete -c perth -n '__perth_typed run' -l for -x -d 'end after this time (500ms, 30s, 2m, 1h): the wall clock\'s in QEMU, else the firmware\'s own'
complete -c perth -n '__perth_typed run' -l until -x -d 'end when a line matches (as grep -E); fail if none does'
complete -c perth -n '__perth_typed run' -l realtime -d 'let time pass as the wall clock\'s does also with --for and --until; in QEMU it always does'
complete -c perth -n '__perth_typed run' -l stimulus -r -F -d 'play what happens to the board: see below'
complete -c perth -n '__perth_typed run' -l vcd -r -F -d 'write the waveforms for GTKWave, PulseView and the like'
complete -c perth -n '__perth_typed run' -l svg -r -F -d 'write the waveforms as a picture'
complete -c perth -n '__perth_typed run' -l pins -d 'show the pins: below the console on a terminal, else a line a change on stderr'
complete -c perth -n '__perth_typed run' -l gdb -x -a '(__perth_ask ports)' -d 'wait for GDB at this port of this computer, and for its continue; not on host'
complete -c perth -n '__perth_typed run' -l serve -x -a '(__perth_ask ports)' -d 'let monitor and sync reach the console, too: --device socket://localhost:PORT'
complete -c perth -n '__perth_typed run' -l semihosting -d 'let FILE end the run with an exit code, and reach this user\'s files'

complete -c perth -n '__perth_typed debug' -F
complete -c perth -n '__perth_typed debug' -l release -d 'build optimized, to see what is shipped; lines and variables are vague then'
complete -c perth -n '__perth_typed debug' -l from-reset -d 'stop at the first instruction instead of at perth_main'
complete -c perth -n '__perth_typed debug' -l via -x -a 'emulator openocd pyocd' -d 'where the firmware runs; otherwise the emulator, or OpenOCD if there is none'
complete -c perth -n '__perth_typed debug' -l probe -x -d 'OpenOCD\'s configuration of a probe that is not on the board: interface/cmsis-dap.cfg'

complete -c perth -n '__perth_typed test' -l junit -r -F -d 'write the results as JUnit XML'
complete -c perth -n '__perth_typed test' -l list -d 'list the tests instead of running them'

complete -c perth -n '__perth_typed size' -F
complete -c perth -n '__perth_typed size' -l symbols -d 'list every function and object'
complete -c perth -n '__perth_typed size' -l tasks -d 'list the frame of every coroutine'
complete -c perth -n '__perth_typed size' -l diff -x -d 'compare with another ELF, or with the project at a revision that git knows'
complete -c perth -n '__perth_typed size' -l html -r -F -d 'write a page with a treemap'

complete -c perth -n '__perth_typed flash' -F
complete -c perth -n '__perth_typed flash' -l via -x -a 'dfuse dfu stm32-uart picoboot uf2 drive' -d 'how; dfu means dfuse, too'
complete -c perth -n '__perth_typed flash' -l device -x -a '(__perth_ask devices)' -d 'the device: its USB place (1-4.2), serial number, port, or name in perth.json; of a port, the firmware there is asked for its bootloader'
complete -c perth -n '__perth_typed flash' -l baud -x -d 'bits a second of stm32-uart; 115200 if not given'
complete -c perth -n '__perth_typed flash' -l lines -x -d 'how DTR and RTS lead into the bootloader of stm32-uart and out of it: boot0=rts,nrst=dtr, or rts,-dtr,dtr:-rts,-dtr,dtr'
complete -c perth -n '__perth_typed flash' -l all -d 'every device that fits, at the same time'
complete -c perth -n '__perth_typed flash' -l address -x -d 'where a BIN goes, or where to read from'
complete -c perth -n '__perth_typed flash' -l full -d 'write every sector, also those that are the same'
complete -c perth -n '__perth_typed flash' -l erase -d 'erase the whole flash first'
complete -c perth -n '__perth_typed flash' -l no-verify -d 'do not read back what was written'
complete -c perth -n '__perth_typed flash' -l no-start -d 'leave the board in its bootloader'
complete -c perth -n '__perth_typed flash' -l enter-bootloader -d 'ask the running firmware for its bootloader even if one is there'
complete -c perth -n '__perth_typed flash' -l wait -x -d 'wait so long for a board to be plugged in, or to come back'
complete -c perth -n '__perth_typed flash' -l dry-run -d 'compare, tell what would be done, and stop'
complete -c perth -n '__perth_typed flash' -l read -r -F -d 'read the flash into a BIN file instead'
complete -c perth -n '__perth_typed flash' -l monitor -d 'watch the console afterwards'
complete -c perth -n '__perth_typed flash' -l length -x -d 'read so many bytes, not all of the flash'
complete -c perth -n '__perth_typed flash' -l unprotect -d 'lift a read protection, which erases everything'

complete -c perth -n '__perth_typed sync' -a '(__fish_complete_directories)'
complete -c perth -n '__perth_typed sync' -l device -x -a '(__perth_ask ports)' -d 'the console\'s port: /dev/ttyACM0, socket://HOST:PORT, rfc2217://HOST:PORT, a USB place (1-4.2), or name in perth.json'
complete -c perth -n '__perth_typed sync' -l watch -d 'do it at every save, until Ctrl-C'
complete -c perth -n '__perth_typed sync' -l firmware -d 'only the program'
complete -c perth -n '__perth_typed sync' -l assets -d 'only the files of "assets"'
complete -c perth -n '__perth_typed sync' -l dry-run -d 'compare, tell what would be sent, and stop'
complete -c perth -n '__perth_typed sync' -l micropython -d 'copy files to a board that runs MicroPython instead, by its raw REPL'
complete -c perth -n '__perth_typed sync' -l to -x -d 'the folder on the board; / if nothing else is said'
complete -c perth -n '__perth_typed sync' -l baud -x -d 'bits a second; otherwise the board\'s'
complete -c perth -n '__perth_typed sync' -l delete -d 'remove what earlier syncs copied and is here no longer; nothing else'
complete -c perth -n '__perth_typed sync' -l no-start -d 'do not restart the board\'s program'

complete -c perth -n '__perth_typed boards' -a '(__perth_ask boards)'
complete -c perth -n '__perth_typed boards' -l show -x -a '(__perth_ask boards)' -d 'all about one board'
complete -c perth -n '__perth_typed boards' -l check -r -F -d 'whether a definition file is in order'

complete -c perth -n '__perth_typed devices' -l watch -d 'tell what comes and goes until Ctrl-C'

complete -c perth -n '__perth_typed doctor' -l install -d 'first install what is missing with apt, dnf, pacman or brew, through sudo unless you are root, and rp2040js with npm'
complete -c perth -n '__perth_typed doctor' -l udev -d 'first write /etc/udev/rules.d/60-perth.rules, which lets you open boards'

complete -c perth -n '__perth_typed monitor' -a '(__perth_ask ports)'
complete -c perth -n '__perth_typed monitor' -l device -x -a '(__perth_ask devices)' -d 'the same, a serial number, or a name of "devices" in perth.json'
complete -c perth -n '__perth_typed monitor' -l baud -x -d 'bits a second; otherwise the board\'s'
complete -c perth -n '__perth_typed monitor' -l dtr -x -a 'on off keep' -d 'the line DTR: on, off, or as opening leaves it'
complete -c perth -n '__perth_typed monitor' -l rts -x -a 'on off keep' -d 'the line RTS'
complete -c perth -n '__perth_typed monitor' -l reset -a 'lines break' -d 'reset the board first: pulse RTS and DTR, or send a break'
complete -c perth -n '__perth_typed monitor' -l all -d 'watch every board that is attached or has a name in perth.json: its name before each line, one clock for all; nothing that is typed goes anywhere'
complete -c perth -n '__perth_typed monitor' -l serve -x -d 'let a client on the network use the port, too, by RFC 2217; whoever reaches HOST can'
complete -c perth -n '__perth_typed monitor' -l no-reconnect -d 'end when the port goes away'
complete -c perth -n '__perth_typed monitor' -l timestamps -a 'iso delta uptime' -d 'a time in front of each line: date and time, since the line before, or since the port was opened'
complete -c perth -n '__perth_typed monitor' -l log -r -F -d 'append every byte that arrives to FILE'
complete -c perth -n '__perth_typed monitor' -l filter -x -d 'show only lines that match (as grep -E); may be given more than once'
complete -c perth -n '__perth_typed monitor' -l highlight -x -d 'show what matches in reverse video'
complete -c perth -n '__perth_typed monitor' -l hex -d 'show bytes in hexadecimal, 16 a line'
complete -c perth -n '__perth_typed monitor' -l raw -d 'pass every byte as it is, control sequences and frames of perth\'s agent too'
complete -c perth -n '__perth_typed monitor' -l eol -x -a 'cr lf crlf' -d 'what a line end that is typed sends; otherwise itself'
complete -c perth -n '__perth_typed monitor' -l echo -d 'show what is typed'
complete -c perth -n '__perth_typed monitor' -l map -x -d 'other bytes for CR, LF, BS, DEL, separated by commas: igncr icrnl icrcrnl ignlf inlcr inlcrnl from the board, oigncr ocrnl ocrcrnl oignlf onlcr onlcrnl odelbs obsdel to it (nl is LF)'
complete -c perth -n '__perth_typed monitor' -l send -r -F -d 'send FILE as soon as the port is open'
complete -c perth -n '__perth_typed monitor' -l expect -x -d 'end with 0 when a line matches'
complete -c perth -n '__perth_typed monitor' -l fail-on -x -d 'end with 1 when a line matches'
complete -c perth -n '__perth_typed monitor' -l timeout -x -d 'end after this time (30, 500ms, 2m): with 1 if --expect has not matched'

complete -c perth -n '__perth_typed repl' -l device -x -a '(__perth_ask ports)' -d 'the console\'s port: /dev/ttyACM0, socket://HOST:PORT, rfc2217://HOST:PORT, a USB place (1-4.2), or name in perth.json'
complete -c perth -n '__perth_typed repl' -l baud -x -d 'bits a second; otherwise the board\'s'
complete -c perth -n '__perth_typed repl' -s c -x -d 'run this command and end; may be given more than once; without any, the lines of stdin are run if it is no terminal'
complete -c perth -n '__perth_typed repl' -l raw -d 'pass every byte as it is both ways, control sequences too'

complete -c perth -n '__perth_typed tasks' -l device -x -a '(__perth_ask ports)' -d 'the console\'s port: /dev/ttyACM0, socket://HOST:PORT, a USB place (1-4.2), or name in perth.json'
complete -c perth -n '__perth_typed tasks' -l watch -d 'a table that is drawn anew every second, or a line a second; until Ctrl-C'

complete -c perth -n '__perth_typed trace' -F
complete -c perth -n '__perth_typed trace' -l for -x -d 'stop after this time (500ms, 30s, 2m): by the wall clock, on host the firmware\'s; otherwise after 5s, with --monitor never'
complete -c perth -n '__perth_typed trace' -s o -l output -r -F -d 'write a file, may be given more than once: .html to zoom into, .svg, or .json for Perfetto; with --monitor one .vcd, .svg or .json'
complete -c perth -n '__perth_typed trace' -l monitor -x -a '(__perth_ask ports)' -d 'decode the bytes of a perth::mon::Monitor: those that come at this port, or at stdin (-), at the times at which they do; or those in a file of perth run --vcd, at its times'
complete -c perth -n '__perth_typed trace' -l baud -x -d 'with --monitor: bits a second; otherwise 1000000'
complete -c perth -n '__perth_typed trace' -l signal -x -d 'with --monitor FILE: whose bytes, UART1_TX for instance, if there are several'
complete -c perth -n '__perth_typed trace' -l period -x -d 'with --monitor: how long a task may keep the processor; otherwise 100ms'
complete -c perth -n '__perth_typed trace' -l mode -x -a 'soon late max width' -d 'with --monitor: tell of a longer gap in ident 0 as soon as it is (soon), at its end (late), only of the longest (max), or of the longest pulse (width)'
complete -c perth -n '__perth_typed trace' -l verbose-ident -x -d 'with --monitor: tell of each byte of this ident, 0 to 21; may be given more than once'
complete -c perth -n '__perth_typed trace' -l trigger -x -a 'manual pulse idle idle-end' -d 'with --monitor: write what idents 0 to 7 did around a moment, up to 2048 events: when Enter is pressed (manual); when ident 0 was active (pulse) or silent (idle) for longer than --timer; when that silence ends (idle-end)'
complete -c perth -n '__perth_typed trace' -l timer -x -d 'with --trigger: 1ms to 1001ms; otherwise 100ms'
complete -c perth -n '__perth_typed trace' -l device -x -a '(__perth_ask ports)' -d 'the console\'s port: /dev/ttyACM0, socket://HOST:PORT, a USB place (1-4.2), or name in perth.json; otherwise the board\'s, otherwise its emulator'

complete -c perth -n '__perth_typed completions' -a 'bash zsh fish'

complete -c perth -s C -l project -x -a '(__fish_complete_directories)' -d 'work as if started in DIR'
complete -c perth -s b -l board -x -a '(__perth_ask boards)' -d 'the board to use instead of the project\'s default_board'
complete -c perth -l json -d 'machine-readable result on stdout'
complete -c perth -s q -l quiet -d 'only errors'
complete -c perth -s v -l verbose -d 'also every command and transfer that is run'
complete -c perth -l color -x -a 'auto always never' -d 'colours; auto obeys NO_COLOR and CLICOLOR_FORCE'
complete -c perth -l version -d 'print the version'
complete -c perth -s h -l help -d 'print this help'
