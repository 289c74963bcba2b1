// What the emulator is connected with: files, sockets and standard streams, none of which may hold
// up the program for long or grow without bound in memory.
import {createWriteStream, readFileSync} from 'node:fs';
import {Socket} from 'node:net';

import {Failure} from './failure.mjs';

/** Returns N for "fd:N". */
function descriptorOf(name) {
    const match = /^fd:(\d{1,4})$/.exec(name);
    return match ? Number(match[1]) : undefined;
}

/** Something that takes text or bytes in order; whoever writes much waits for drained(). */
export class Sink {
    constructor(stream, name) {
        this.stream = stream;
        this.failure = null;
        this.wake = () => {};
        // Nobody reads any more: the program goes on, as it does on a board.
        stream.on('error', (error) => {
            this.failure ??= new Failure(`${name}: ${error.message}`);
            this.wake();
        });
        stream.on('drain', () => this.wake());
    }

    static open(name) {
        const fd = descriptorOf(name);
        const stream =
            fd === undefined ? createWriteStream(name) : new Socket({fd, readable: false});
        return new Sink(stream, name);
    }

    write(data) {
        if (this.failure === null) this.stream.write(data);
    }

    /** Waits while more than a little is not yet taken. */
    async drained() {
        while (this.failure === null && this.stream.writableNeedDrain) {
            await new Promise((resolve) => {
                this.wake = resolve;
            });
        }
    }

    /** Waits until all is taken. */
    async flushed() {
        if (this.failure !== null) return;
        await new Promise((resolve) => this.stream.write('', resolve));
    }
}

/** A conversation of lines with whoever started the emulator. */
export class Control {
    constructor(name) {
        this.socket = openSocket(name);
        this.sink = new Sink(this.socket, name);
        this.text = '';
        this.lines = [];
        this.wake = () => {};
        this.socket.on('data', (data) => this.take(data.toString('latin1')));
        this.socket.on('close', () => this.take('\n'));
    }

    take(text) {
        const lines = (this.text + text).split('\n');
        this.text = lines.pop();
        this.lines.push(...lines);
        this.wake();
    }

    say(line) { this.sink.write(`${line}\n`); }

    /** Waits for an answer, or the end of the connection. */
    async answer() {
        while (this.lines.length === 0) {
            await new Promise((resolve) => {
                this.wake = resolve;
            });
        }
        return this.lines.shift();
    }

    close() { this.socket.destroy(); }
}

/** Returns the content of a file; "-" is all of stdin. */
export function readInput(name) {
    try {
        return readFileSync(name === '-' ? 0 : name);
    } catch (error) {
        throw new Failure(error.message);
    }
}

/** Opens a socket that was inherited. */
export function openSocket(name) {
    const fd = descriptorOf(name);
    if (fd === undefined) throw new Failure(`${name}: expected fd:N`);
    return new Socket({fd});
}

/** Hands on what comes from a stream; returns what ends that. */
export function readFrom(input, onBytes) {
    input.on('data', onBytes);
    input.on('error', () => {});
    return () => input.destroy();
}
