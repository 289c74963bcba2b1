// What leaves a UART. rp2040js takes any number of bytes at once; a chip has a queue for them,
// which the wire empties byte by byte, and the program waits for room in it.
//
// Source: RP2040 Datasheet, "UART"; ARM DDI 0183, "Flag register, UARTFR", "UARTTXINTR".
const dataRegister = 0x00;
const flag = Object.freeze({busy: 1 << 3, full: 1 << 5, empty: 1 << 7});
const roomInterrupt = 1 << 5;
const queueDepth = 32;
const roomLevel = 16;  // after reset; programs for this emulator leave it so

export class Transmitter {
    /**
     * wire: {byteNanos(), onSent(byte) at the end of its stop bit, onLost(): there was no room}.
     */
    constructor(uart, clock, wire) {
        this.uart = uart;
        this.wire = wire;
        this.bytes = [];  // the first is on the wire
        this.departure = clock.createAlarm(() => this.depart());
        this.refine();
    }

    get hasQueue() { return this.uart.fifosEnabled; }
    get waiting() { return Math.max(0, this.bytes.length - 1); }
    get isFull() { return this.waiting >= (this.hasQueue ? queueDepth : 1); }
    get level() { return this.hasQueue ? roomLevel : 0; }

    refine() {
        const {uart} = this;
        const received = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(uart), 'flags').get;
        Object.defineProperty(uart, 'flags', {get: () => this.flags(received.call(uart))});
        uart.checkInterrupts = () => this.tell();
        const write = uart.writeUint32;
        uart.writeUint32 = (offset, value) => {
            if (offset === dataRegister && this.isFull)
                this.wire.onLost();
            else
                write.call(uart, offset, value);
        };
    }

    flags(received) {
        return (received & ~flag.empty) | (this.waiting === 0 ? flag.empty : 0) |
            (this.isFull ? flag.full : 0) | (this.bytes.length > 0 ? flag.busy : 0);
    }

    tell() {
        const {uart} = this;
        uart.rp2040.setInterrupt(uart.irq, (uart.interruptStatus & uart.interruptMask) !== 0);
        const {dma} = uart.rp2040;
        if (uart.enabled && !this.isFull)
            dma.setDREQ(uart.dreq.tx);
        else
            dma.clearDREQ(uart.dreq.tx);
    }

    send(byte) {
        this.bytes.push(byte);
        if (this.bytes.length === 1) this.departure.schedule(this.wire.byteNanos());
        if (this.waiting > this.level) this.uart.interruptStatus &= ~roomInterrupt;
        this.tell();
    }

    // The interrupt comes when the queue falls to its level, not while it is there.
    depart() {
        const before = this.waiting;
        const byte = this.bytes.shift();
        if (this.bytes.length > 0) this.departure.schedule(this.wire.byteNanos());
        if (before > this.level && this.waiting <= this.level) {
            this.uart.interruptStatus |= roomInterrupt;
        }
        this.tell();
        this.wire.onSent(byte);
    }
}
