// The command line of the emulator.
import {Failure} from './failure.mjs';
import {flashSize, flashStart} from './image.mjs';

export const usage = `usage: node rp2040.mjs FIRMWARE [option...]

Runs an RP2040 program: an ELF, a UF2 file, or the bytes of its flash memory.
Time is virtual: it jumps while the program sleeps. The console is stdin and stdout.

  --for TIME        ends after this time of the program's clock: 500us, 20ms, 3s, 2m, 1h
  --console PORT    the console: uart0 (without this), uart1, usb
  --input FILE      bytes for the console instead of stdin, from the start on
  --arg TEXT        a word of the command line that semihosting tells; any number of times
  --no-semihosting  BKPT 0xAB is a fault, as on a chip without debugger
  --terminal fd:N   the console is this socket instead of stdin and stdout
  --realtime        time passes as the wall clock's does
  --vectors ADDRESS starts with the vector table there, without boot stage 2
  --flash BYTES     how much flash the board has
  --record FILE     writes what happens at pads and buses; fd:N is an open descriptor
  --stimulus FILE   plays what the world does
  --usb-at-once     the computer at the USB cable opens the program's serial port at once and not
                    120 ms later, so that no line is too early for it
  --usb-log FILE    writes the control transfers on USB: time, setup, data, ok or stall
  --gdb PORT        waits for GDB there, and for its continue: target remote localhost:PORT;
                    fd:N is a socket that listens already
  --control fd:N    tells ends and resets to whoever started the emulator, and waits after a reset
  --verbose         also what rp2040js says

Ends with the program's exit code; 124: time over, 125: it cannot be run, 126: the program
went to the USB bootloader, 130: interrupted, 134: a fault within a fault.
`;

const units = {
    us: 1e3,
    ms: 1e6,
    s: 1e9,
    m: 60e9,
    h: 3600e9
};

function parseTime(text) {
    const match = /^(\d{1,9}(?:\.\d{1,9})?)(us|ms|s|m|h)$/.exec(text);
    if (!match) throw new Failure(`--for ${text}: expected a time, as 500ms or 3s`);
    return Number(match[1]) * units[match[2]];
}

function parseVectors(text) {
    const address = Number(text);
    const fits = Number.isInteger(address) && address >= flashStart &&
        address < flashStart + flashSize && address % 256 === 0;
    if (!fits) throw new Failure(`--vectors ${text}: expected a multiple of 256 within flash`);
    return address;
}

function parseBytes(text) {
    const bytes = Number(text);
    if (!Number.isInteger(bytes) || bytes < 4096 || bytes > flashSize) {
        throw new Failure(`--flash ${text}: expected 4096 to ${flashSize} bytes`);
    }
    return bytes;
}

function parseListener(text) {
    if (/^fd:\d{1,4}$/.test(text)) return {fd: Number(text.slice(3))};
    const port = Number(text);
    if (!Number.isInteger(port) || port < 1 || port > 65535) {
        throw new Failure(`--gdb ${text}: expected a port, 1 to 65535`);
    }
    return {port};
}

function parseConsole(text) {
    if (['uart0', 'uart1', 'usb'].includes(text)) return text;
    throw new Failure(`--console ${text}: expected uart0, uart1 or usb`);
}

// What takes a value, and how it is read.
const takers = {
    '--for': (options, text) => {
        options.limit = parseTime(text);
    },
    '--console': (options, text) => {
        options.console = parseConsole(text);
    },
    '--input': (options, text) => {
        options.input = text;
    },
    '--arg': (options, text) => {
        options.args.push(text);
    },
    '--terminal': (options, text) => {
        options.terminal = text;
    },
    '--vectors': (options, text) => {
        options.vectors = parseVectors(text);
    },
    '--flash': (options, text) => {
        options.flashBytes = parseBytes(text);
    },
    '--record': (options, text) => {
        options.record = text;
    },
    '--stimulus': (options, text) => {
        options.stimulus = text;
    },
    '--usb-log': (options, text) => {
        options.usbLog = text;
    },
    '--gdb': (options, text) => {
        options.gdb = parseListener(text);
    },
    '--control': (options, text) => {
        options.control = text;
    },
};
const switches = {
    '--no-semihosting': (options) => {
        options.hasSemihosting = false;
    },
    '--realtime': (options) => {
        options.isRealtime = true;
    },
    '--usb-at-once': (options) => {
        options.isUsbAtOnce = true;
    },
    '--verbose': (options) => {
        options.isVerbose = true;
    },
    '--help': (options) => {
        options.wantsHelp = true;
    },
};

/** Reads the words behind the program's name. */
export function parseOptions(words) {
    const options = {
        args: [],
        console: 'uart0',
        flashBytes: flashSize,
        hasSemihosting: true,
        limit: Infinity,
    };
    const rest = [...words];
    while (rest.length > 0) {
        const word = rest.shift();
        if (word in switches) {
            switches[word](options);
        } else if (word in takers) {
            if (rest.length === 0) throw new Failure(`${word} wants a value`);
            takers[word](options, rest.shift());
        } else if (word.startsWith('--') || options.file !== undefined) {
            throw new Failure(`unknown option ${word}`);
        } else {
            options.file = word;
        }
    }
    if (options.file === undefined && !options.wantsHelp) throw new Failure('no FIRMWARE given');
    return options;
}
