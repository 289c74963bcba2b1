// The two UARTs: bytes come and go at the baud rate that the program set.
import {Transmitter} from './transmitter.mjs';

const bitsOfByte = 10;  // with start and stop bit
const defaultBaud = 115200;
const fifoDepth = 32;

/** One UART and the wire to it. */
class Line {
    constructor(machine, number, events) {
        this.machine = machine;
        this.number = number;
        this.events = events;
        this.waiting = [];  // to arrive
        this.lost = 0;      // arrived when there was no room
        this.unsent = 0;    // written when there was none
        this.keepsForOpen = false;
        machine.add((mcu) => this.attach(mcu.uart[number], mcu.clock));
    }

    attach(uart, clock) {
        this.uart = uart;
        this.clock = clock;
        this.isArriving = false;
        this.arrival = clock.createAlarm(() => this.arrive());
        this.transmitter = new Transmitter(uart, clock, {
            byteNanos: () => this.byteNanos,
            onSent: (byte) => this.events.onSent(this.number, byte),
            onLost: () => ++this.unsent,
        });
        uart.onByte = (byte) => this.transmitter.send(byte);
        const write = uart.writeUint32;
        uart.writeUint32 = (offset, value) => {
            write.call(uart, offset, value);
            this.pump();
        };
    }

    get byteNanos() {
        const baud = this.uart.baudDivider ? this.uart.baudRate : defaultBaud;
        return bitsOfByte * 1e9 / baud;
    }
    get isOpen() { return this.uart.enabled && this.uart.rxEnabled; }

    /** Lets bytes arrive, one behind the other. */
    feed(bytes) {
        for (const byte of bytes) this.waiting.push(byte);
        this.pump();
    }

    pump() {
        if (this.isArriving || this.waiting.length === 0) return;
        if (!this.isOpen && this.keepsForOpen) return;
        this.isArriving = true;
        this.arrival.schedule(this.byteNanos);
    }

    arrive() {
        this.isArriving = false;
        const byte = this.waiting.shift();
        const depth = this.uart.fifosEnabled ? fifoDepth : 1;
        if (this.isOpen && this.uart.rxFIFO.itemCount < depth) {
            this.uart.feedByte(byte);
            this.events.onReceived(this.number, byte);
        } else {
            ++this.lost;
        }
        this.pump();
    }
}

/**
 * Makes the lines of a machine. events: {onSent(number, byte), onReceived(number, byte)}, at the
 * end of the stop bit.
 */
export function makeLines(machine, events) {
    return [0, 1].map((number) => new Line(machine, number, events));
}
