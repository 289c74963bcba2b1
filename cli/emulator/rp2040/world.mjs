// What the world does to the board: the lines of a stimulus that perth writes out for its host
// port, in order of time. T is in microseconds since the start.
//
//   T P<n> 0|1|z     the world drives pad n, or lets go of it
//   T U<n> BYTES     bytes begin to arrive at UART n
//   T C BYTES        bytes arrive at the console
import {Failure} from './failure.mjs';

const longestTime = 3_600_000_000_000;  // us
const hexBytes = '((?:[0-9a-f]{2})+)';

// Each form of a line behind its time: its kind, how many of them there are, and its values.
const forms = [
    {kind: 'level', form: /^P(\d{1,2}) ([01z])$/, count: 30, values: (level) => [level]},
    {
        kind: 'uart',
        form: new RegExp(`^U(\\d) ${hexBytes}$`),
        count: 2,
        values: (digits) => [fromHex(digits)],
    },
    {
        kind: 'console',
        form: new RegExp(`^C() ${hexBytes}$`),
        count: 1,
        values: (digits) => [fromHex(digits)],
    },
];

const fromHex = (digits) => Buffer.from(digits, 'hex');

function readLine(line, number) {
    const [, time, what] = /^(\d{1,13}) (.*)$/.exec(line) ?? [];
    for (const {kind, form, count, values} of forms) {
        const match = form.exec(what ?? '');
        if (!match || Number(match[1]) >= count || Number(time) > longestTime) continue;
        return {
            nanos: Number(time) * 1000,
            kind,
            values: [Number(match[1]), ...values(...match.slice(2))]
        };
    }
    throw new Failure(`line ${number} of the stimulus is not in order: ${line.slice(0, 60)}`);
}

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
    /** `board` has pads, lines, type(); events are applied when the machine's clock is there. */
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
        console: (board, _, bytes) => board.type(bytes),
    };
}
