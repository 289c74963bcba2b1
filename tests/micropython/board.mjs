// A board that runs MicroPython: the real interpreter, its console on stdin and stdout, its flash a
// folder of this computer.
//
//     node board.mjs FLASH [--plain] [--window BYTES]
//
// --plain: it knows of raw-paste mode, and declines. The interpreter's WebAssembly port has no way
// to wait for a byte, which raw-paste mode needs, so the flow control of that mode is done here:
// the source is collected as the window allows, then run as the raw REPL would.
import {loadMicroPython} from '@micropython/micropython-webassembly-pyscript/micropython.mjs';
import fs from 'node:fs';
import path from 'node:path';

const [flash, ...options] = process.argv.slice(2);
const plain = options.includes('--plain');
const window = Number(options[options.indexOf('--window') + 1]) || 128;
const system = ['tmp', 'home', 'dev', 'proc'];  // of Emscripten's file system
const key = {
    raw: 1,
    friendly: 2,
    interrupt: 3,
    end: 4,
    paste: 5
};
const forcedExit = 256;

let python = null;
let printed = [];  // held back while a script runs; null: nothing is
let raw = false;
let line = [];              // what was typed at the raw prompt
let room = 0;               // left in the window while source is pasted; 0: none is
const written = new Map();  // path in flash to time and size of what is there

function say(bytes) { fs.writeSync(1, Buffer.from(bytes)); }

function type(bytes) {
    let result = 0;
    for (const byte of bytes) result |= python.replProcessChar(byte);
    return result;
}

/** Types what makes the interpreter answer, and returns the answer. */
function answer(bytes) {
    printed = [];
    const result = type(bytes);
    const text = Buffer.from(printed);
    printed = null;
    return {text, result};
}

function load(folder, at) {
    for (const entry of fs.readdirSync(folder, {withFileTypes: true})) {
        const from = path.join(folder, entry.name);
        const to = `${at}/${entry.name}`;
        if (entry.isDirectory()) {
            python.FS.mkdir(to);
            load(from, to);
        } else {
            python.FS.writeFile(to, fs.readFileSync(from));
        }
    }
}

/** Writes to the folder what is new in the interpreter's files, and removes what is gone there. */
function save(at, folder) {
    const names = python.FS.readdir(at || '/').filter(
        (name) => name !== '.' && name !== '..' && !(at === '' && system.includes(name)));
    fs.mkdirSync(folder, {recursive: true});
    for (const name of fs.readdirSync(folder)) {
        if (!names.includes(name)) fs.rmSync(path.join(folder, name), {recursive: true});
    }
    for (const name of names) {
        const from = `${at}/${name}`;
        const to = path.join(folder, name);
        const status = python.FS.stat(from);
        if (python.FS.isDir(status.mode)) {
            save(from, to);
            continue;
        }
        const state = `${status.ino} ${status.size} ${status.mtime.getTime()}`;
        const content = python.FS.readFile(from);
        if (written.get(from) === state && fs.existsSync(to) &&
            fs.readFileSync(to).equals(Buffer.from(content))) {
            continue;
        }
        fs.writeFileSync(to, content);
        written.set(from, state);
    }
}

function run(file) {
    if (!python.FS.analyzePath(file).exists) return;
    try {
        python.runPython(python.FS.readFile(file, {encoding: 'utf8'}));
    } catch (error) {
        say(`${error.message}\r\n`);
    }
}

async function start() {
    python = await loadMicroPython({
        heapsize: 256 * 1024,
        linebuffer: false,
        stdout: (bytes) => (printed === null ? say(bytes) : printed.push(...bytes)),
    });
    load(flash, '');
    run('/boot.py');
    if (!raw) run('/main.py');
    printed = [];
    python.replInit();
    const banner = Buffer.from(printed);
    printed = null;
    if (raw)
        type([key.raw]);
    else
        say(banner);
}

async function restart() {
    save('', flash);
    say('MPY: soft reboot\r\n');
    await start();
}

/** Runs what was collected at the raw prompt; `start` is what the mode prints before the output. */
async function execute(source, start) {
    const {text, result} = answer([...source, key.end]);
    save('', flash);
    say(start);
    say(text.subarray('OK'.length));
    if (result & forcedExit) await restart();
}

async function takeRaw(byte) {
    if (byte === key.end) {
        const source = line;
        line = [];
        return execute(source, 'OK');
    }
    if (byte === key.interrupt) {
        line = [];
    } else if (byte === key.raw && line.length === 2 && line[0] === key.paste) {
        const accepted = line[1] === 0x41 && !plain;
        line = [];
        say(accepted ? [0x52, 1, window & 255, window >> 8, 1] : [0x52, 0, 0x3e]);
        if (accepted) room = window;
    } else if (byte === key.raw || byte === key.friendly) {
        raw = byte === key.raw;
        line = [];
        type([byte]);
    } else {
        line.push(byte);
    }
}

async function takePasted(byte) {
    if (byte === key.end || byte === key.interrupt) {
        room = 0;
        const source = line;
        line = [];
        if (byte === key.end) return execute(source, [key.end]);
        return say('\x04\x04KeyboardInterrupt: \r\n\x04>');
    }
    line.push(byte);
    if (--room === 0) {
        room = window;
        say([1]);
    }
}

async function take(byte) {
    if (room > 0) return takePasted(byte);
    if (raw) return takeRaw(byte);
    const result = type([byte]);
    raw = byte === key.raw;
    if (result & forcedExit) await restart();
}

await start();
const buffer = Buffer.alloc(4096);
for (;;) {
    const count = fs.readSync(0, buffer);
    if (count === 0) break;
    for (let i = 0; i < count; ++i) await take(buffer[i]);
}
save('', flash);
