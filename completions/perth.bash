# Completion of perth's command line in bash, made by `perth completions bash`.

# _perth_offer WORD...: those that go on from what was typed.
_perth_offer() {
    local word
    for word; do
        if [[ $word == "$cur"* ]]; then COMPREPLY+=("$prefix$word"); fi
    done
}

# _perth_ask KIND: what perth finds itself: boards, templates, ports, devices.
_perth_ask() {
    local word
    while IFS= read -r word; do
        _perth_offer "$word"
    done < <(command perth completions --values "$1" 2>/dev/null)
}

# _perth_files KIND: what readline completes better than we could; bash 3 cannot be asked.
_perth_files() {
    compopt -o "$1" 2>/dev/null
}

_perth_commands() {
    _perth_offer new build clean run debug test size flash sync boards devices doctor monitor repl tasks trace completions
}

# _perth_options COMMAND
_perth_options() {
    case $1 in
        new) _perth_offer -t --template --list --here --no-git --force ;;
        build) _perth_offer --all --release --debug -j --jobs --launcher --reproducible-check --generate ;;
        clean) _perth_offer --all ;;
        run) _perth_offer --for --until --realtime --stimulus --vcd --svg --pins --gdb --serve --semihosting ;;
        debug) _perth_offer --release --from-reset --via --probe ;;
        test) _perth_offer --junit --list ;;
        size) _perth_offer --symbols --tasks --diff --html ;;
        flash) _perth_offer --via --device --baud --lines --all --address --full --erase --no-verify --no-start --enter-bootloader --wait --dry-run --read --monitor --length --unprotect ;;
        sync) _perth_offer --device --watch --firmware --assets --dry-run --micropython --to --baud --delete --no-start ;;
        boards) _perth_offer --show --check ;;
        devices) _perth_offer --watch ;;
        doctor) _perth_offer --install --udev ;;
        monitor) _perth_offer --device --baud --dtr --rts --reset --all --serve --no-reconnect --timestamps --log --filter --highlight --hex --raw --eol --echo --map --send --expect --fail-on --timeout ;;
        repl) _perth_offer --device --baud -c --raw ;;
        tasks) _perth_offer --device --watch ;;
        trace) _perth_offer --for -o --output --monitor --baud --signal --period --mode --verbose-ident --trigger --timer --device ;;
    esac
    _perth_offer -C --project -b --board --json -q --quiet -v --verbose --color --version -h --help
}

# _perth_takes_value 'COMMAND OPTION'
_perth_takes_value() {
    case $1 in
        'new -t' | 'new --template') return 0 ;;
        'build -j' | 'build --jobs') return 0 ;;
        'build --launcher') return 0 ;;
        'run --for') return 0 ;;
        'run --until') return 0 ;;
        'run --stimulus') return 0 ;;
        'run --vcd') return 0 ;;
        'run --svg') return 0 ;;
        'run --gdb') return 0 ;;
        'run --serve') return 0 ;;
        'debug --via') return 0 ;;
        'debug --probe') return 0 ;;
        'test --junit') return 0 ;;
        'size --diff') return 0 ;;
        'size --html') return 0 ;;
        'flash --via') return 0 ;;
        'flash --device') return 0 ;;
        'flash --baud') return 0 ;;
        'flash --lines') return 0 ;;
        'flash --address') return 0 ;;
        'flash --wait') return 0 ;;
        'flash --read') return 0 ;;
        'flash --length') return 0 ;;
        'sync --device') return 0 ;;
        'sync --to') return 0 ;;
        'sync --baud') return 0 ;;
        'boards --show') return 0 ;;
        'boards --check') return 0 ;;
        'monitor --device') return 0 ;;
        'monitor --baud') return 0 ;;
        'monitor --dtr') return 0 ;;
        'monitor --rts') return 0 ;;
        'monitor --serve') return 0 ;;
        'monitor --log') return 0 ;;
        'monitor --filter') return 0 ;;
        'monitor --highlight') return 0 ;;
        'monitor --eol') return 0 ;;
        'monitor --map') return 0 ;;
        'monitor --send') return 0 ;;
        'monitor --expect') return 0 ;;
        'monitor --fail-on') return 0 ;;
        'monitor --timeout') return 0 ;;
        'repl --device') return 0 ;;
        'repl --baud') return 0 ;;
        'repl -c') return 0 ;;
        'tasks --device') return 0 ;;
        'trace --for') return 0 ;;
        'trace -o' | 'trace --output') return 0 ;;
        'trace --monitor') return 0 ;;
        'trace --baud') return 0 ;;
        'trace --signal') return 0 ;;
        'trace --period') return 0 ;;
        'trace --mode') return 0 ;;
        'trace --verbose-ident') return 0 ;;
        'trace --trigger') return 0 ;;
        'trace --timer') return 0 ;;
        'trace --device') return 0 ;;
        *' -C' | *' --project') return 0 ;;
        *' -b' | *' --board') return 0 ;;
        *' --color') return 0 ;;
        *) return 1 ;;
    esac
}

# _perth_value 'COMMAND OPTION' or 'COMMAND NUMBER-OF-ARGUMENT'
_perth_value() {
    case $1 in
        'new -t' | 'new --template') _perth_ask templates; _perth_files plusdirs ;;
        'run 1') _perth_files default ;;
        'run --stimulus') _perth_files default ;;
        'run --vcd') _perth_files default ;;
        'run --svg') _perth_files default ;;
        'run --gdb') _perth_ask ports ;;
        'run --serve') _perth_ask ports ;;
        'debug 1') _perth_files default ;;
        'debug --via') _perth_offer emulator openocd pyocd ;;
        'test --junit') _perth_files default ;;
        'size 1') _perth_files default ;;
        'size --html') _perth_files default ;;
        'flash 1') _perth_files default ;;
        'flash --via') _perth_offer dfuse dfu stm32-uart picoboot uf2 drive ;;
        'flash --device') _perth_ask devices ;;
        'flash --read') _perth_files default ;;
        'sync 1') _perth_files dirnames ;;
        'sync --device') _perth_ask ports ;;
        'boards 1') _perth_ask boards ;;
        'boards --show') _perth_ask boards ;;
        'boards --check') _perth_files default ;;
        'monitor 1') _perth_ask ports ;;
        'monitor --device') _perth_ask devices ;;
        'monitor --dtr') _perth_offer on off keep ;;
        'monitor --rts') _perth_offer on off keep ;;
        'monitor --reset') _perth_offer lines break ;;
        'monitor --timestamps') _perth_offer iso delta uptime ;;
        'monitor --log') _perth_files default ;;
        'monitor --eol') _perth_offer cr lf crlf ;;
        'monitor --send') _perth_files default ;;
        'repl --device') _perth_ask ports ;;
        'tasks --device') _perth_ask ports ;;
        'trace 1') _perth_files default ;;
        'trace -o' | 'trace --output') _perth_files default ;;
        'trace --monitor') _perth_ask ports ;;
        'trace --mode') _perth_offer soon late max width ;;
        'trace --trigger') _perth_offer manual pulse idle idle-end ;;
        'trace --device') _perth_ask ports ;;
        'completions 1') _perth_offer bash zsh fish ;;
        *' -C' | *' --project') _perth_files dirnames ;;
        *' -b' | *' --board') _perth_ask boards ;;
        *' --color') _perth_offer auto always never ;;
        *) return 1 ;;
    esac
}

_perth() {
    local cur=${COMP_WORDS[COMP_CWORD]} prefix='' command='' option='' argument=1 word i
    COMPREPLY=()
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if [[ $word == = ]]; then # readline takes --option=value apart
            continue
        elif [[ $option ]]; then
            option=
        elif [[ $word == -* ]]; then
            if _perth_takes_value "$command $word" || [[ ${COMP_WORDS[i + 1]} == = ]]; then
                option=$word
            fi
        elif [[ ! $command ]]; then
            command=$word
        else
            ((argument++))
        fi
    done
    if [[ $cur == = ]]; then
        cur=
    elif [[ $cur == --*=* ]]; then # unless COMP_WORDBREAKS was changed
        option=${cur%%=*} prefix=${cur%%=*}= cur=${cur#*=}
    fi

    if [[ $option ]]; then
        _perth_value "$command $option"
    elif [[ $cur == -* ]]; then
        _perth_options "$command"
    elif [[ $command ]]; then
        _perth_value "$command $argument"
    else
        _perth_commands
    fi
}

if type -t compopt >/dev/null; then
    complete -F _perth perth
else
    complete -o default -F _perth perth
fi
