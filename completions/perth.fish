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
            case -C --project -b --board --color -t --template -j --jobs --launcher --for --until --show --check
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
complete -c perth -n 'not __perth_typed' -a boards -d 'list, show and check board definitions'
complete -c perth -n 'not __perth_typed' -a devices -d 'what is attached: boards in their bootloader, serial ports'
complete -c perth -n 'not __perth_typed' -a doctor -d 'check tools, permissions and attached boards, and say what mends them'
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
complete -c perth -n '__perth_typed build' -l generate -d 'write build/BOARD/gen only, for a CMake of your own'

complete -c perth -n '__perth_typed clean' -l all -d 'the builds of all boards'

complete -c perth -n '__perth_typed run' -F
complete -c perth -n '__perth_typed run' -l for -x -d 'end after this time (500ms, 30s, 2m, 1h): the firmware\'s own on host, the wall clock\'s in QEMU'
complete -c perth -n '__perth_typed run' -l until -x -d 'end when a line matches (as grep -E); fail if none does'
complete -c perth -n '__perth_typed run' -l realtime -d 'on host, let time pass as the wall clock\'s does also with --for and --until'
complete -c perth -n '__perth_typed run' -l semihosting -d 'let FILE end the run with an exit code, and reach this user\'s files'

complete -c perth -n '__perth_typed boards' -a '(__perth_ask boards)'
complete -c perth -n '__perth_typed boards' -l show -x -a '(__perth_ask boards)' -d 'all about one board'
complete -c perth -n '__perth_typed boards' -l check -r -F -d 'whether a definition file is in order'

complete -c perth -n '__perth_typed devices' -l watch -d 'tell what comes and goes until Ctrl-C'

complete -c perth -n '__perth_typed doctor' -l install -d 'first install what is missing with apt, dnf, pacman or brew, through sudo unless you are root'
complete -c perth -n '__perth_typed doctor' -l udev -d 'first write /etc/udev/rules.d/60-perth.rules, which lets you open boards'

complete -c perth -n '__perth_typed completions' -a 'bash zsh fish'

complete -c perth -s C -l project -x -a '(__fish_complete_directories)' -d 'work as if started in DIR'
complete -c perth -s b -l board -x -a '(__perth_ask boards)' -d 'the board to use instead of the project\'s default_board'
complete -c perth -l json -d 'machine-readable result on stdout'
complete -c perth -s q -l quiet -d 'only errors'
complete -c perth -s v -l verbose -d 'also every command and transfer that is run'
complete -c perth -l color -x -a 'auto always never' -d 'colours; auto obeys NO_COLOR and CLICOLOR_FORCE'
complete -c perth -l version -d 'print the version'
complete -c perth -s h -l help -d 'print this help'
