// What the world does to the board: the lines of a stimulus that perth writes out for its host
// port, in order of time. T is in microseconds since the start.
//
//   T P<n> 0|1|z     the world drives pad n, or lets go of it
//   T U<n> BYTES     bytes begin to arrive at UART n
//   T C BYTES        bytes arrive at the console
//   T A<n> V         the voltage at ADC channel n, 0 to 65535
//   T I<n>.<address> <register> BYTES
//                    a device of registers on I2C bus n holds these bytes from this register on
//
// and, for tests of USB, what a computer at the other end of the cable does:
//
//   T usb baud N     sets the baud rate of the serial port
//   T usb lines N    sets DTR (1) and RTS (2)
//   T usb reset N    asks for a reset: into the bootloader (1) or the program (2)
//   T usb cable 0|1  pulls or plugs it
import {Failure} from './failure.mjs';

const longestTime = 3_600_000_000_000;  // us

// How each kind of number or text is written, and read.
const fromHex = (digits) => Buffer.from(digits, 'hex');
const hexByte = '([0-9a-f]{2})';
const bytes = '((?:[0-9a-f]{2})+)';
const toByte = (digits) => parseInt(digits, 16);

// Each form of a line behind its time; a value is refused if it is more than `most` of its place.
const forms = [
    {kind: 'level', form: '^P(\\d{1,2}) ([01z])$', read: [Number, String], most: [29]},
    {kind: 'uart', form: `^U(\\d) ${bytes}$`, read: [Number, fromHex], most: [1]},
    {kind: 'console', form: `^C ${bytes}$`, read: [fromHex], most: []},
    {kind: 'analog', form: '^A(\\d) (\\d{1,5})$', read: [Number, Number], most: [4, 65535]},
    {
        kind: 'i2c',
        form: `^I(\\d)\\.${hexByte} ${hexByte} ${bytes}$`,
        read: [Number, toByte, toByte, fromHex],
        most: [1, 127],
    },
    {
        kind: 'usb',
        form: '^usb (baud|lines|reset|cable) (\\d{1,7})$',
        read: [String, Number],
        most: [],
    },
].map((entry) => ({...entry, form: new RegExp(entry.form)}));

function readLine(line, number) {
    const [, time, what] = /^(\d{1,13}) (.*)$/.exec(line) ?? [];
    for (const {kind, form, read, most} of forms) {
        const match = form.exec(what ?? '');
        const values = match ? read.map((convert, i) => convert(match[i + 1])) : [];
        const fits = match && Number(time) <= longestTime && most.every((m, i) => values[i] <= m);
        if (fits) return {nanos: Number(time) * 1000, kind, values};
    }
    throw new Failure(`line ${number} of the stimulus is not in order: ${line.slice(0, 60)}`);
}

const doUsb = {
    baud: (usb, number) => usb.setLineCoding(number),
    lines: (usb, number) => usb.setLines(number),
    reset: (usb, number) => usb.requestReset(number),
    cable: (usb, number) => usb.plug(number !== 0),
};

/** Reads a stimulus: a list of {nanos, kind, values}. */
export function readStimulus(bytes) {
    const lines = bytes.toString('latin1').split('\n');
    if (lines.at(-1) === '') lines.pop();
    const events = lines.map((line, index) => readLine(line, index + 1));
    const late = events.findIndex((event, i) => i > 0 && event.nanos < events[i - 1].nanos);
    if (late > 0) throw new Failure(`line ${late + 1} of the stimulus goes back in time`);
    return events;
}

export class World {
    /** `board` is a Session; events are applied when the machine's clock is there. */
    constructor(machine, board, events) {
        this.machine = machine;
        this.board = board;
        this.events = events;
        this.next = 0;
        machine.add((mcu) => {
            this.alarm = mcu.clock.createAlarm(() => this.play());
            this.schedule();
        });
    }

    schedule() {
        const event = this.events[this.next];
        if (event) this.alarm.schedule(Math.max(0, event.nanos - this.machine.nanos));
    }

    play() {
        const now = this.machine.nanos;
        while (this.next < this.events.length && this.events[this.next].nanos <= now) {
            const {kind, values} = this.events[this.next++];
            this.apply[kind](this.board, ...values);
        }
        this.schedule();
    }

    apply = {
        level: (board, pad, level) => board.pads.drive(pad, level),
        uart: (board, number, bytes) => board.lines[number].feed(bytes),
        console: (board, bytes) => board.type(bytes),
        analog: (board, channel, value) => board.setAnalog(channel, value),
        i2c: (board, bus, address, first, bytes) =>
            board.i2c[bus].device(address).set(first, bytes),
        usb: (board, what, number) => doUsb[what](board.usb, number),
    };
}
