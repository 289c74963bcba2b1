// The SPI buses: nobody answers, but bytes take their time and are told.
//
// What follows without a pause of two bytes is one transfer.
const nobody = 0xffff;  // the line is pulled up
const pauseOfBytes = 2;

class Bus {
    /** onTransfer(bus, sent, received) is told each transfer. */
    constructor(machine, number, onTransfer) {
        this.number = number;
        this.onTransfer = onTransfer;
        machine.add((mcu) => this.attach(mcu.spi[number], mcu.clock));
    }

    attach(spi, clock) {
        this.spi = spi;
        this.sent = [];
        this.received = [];
        this.done = clock.createAlarm(() => this.complete());
        this.pause = clock.createAlarm(() => this.report());
        spi.onTransmit = (value) => {
            this.pause.cancel();
            this.value = value;
            this.done.schedule(this.byteNanos);
        };
    }

    get byteNanos() {
        const hertz = this.spi.clockFrequency;
        return hertz > 0 ? this.spi.dataBits * 1e9 / hertz : 0;
    }

    push(list, value) {
        if (this.spi.dataBits > 8) list.push(value >>> 8);
        list.push(value & 0xff);
    }

    complete() {
        const answer = nobody & ((1 << this.spi.dataBits) - 1);
        this.push(this.sent, this.value);
        this.push(this.received, answer);
        this.pause.schedule(pauseOfBytes * this.byteNanos);
        this.spi.completeTransmit(answer);
    }

    report() {
        this.onTransfer(this.number, this.sent, this.received);
        this.sent = [];
        this.received = [];
    }
}

export function makeSpiBuses(machine, onTransfer) {
    return [0, 1].map((number) => new Bus(machine, number, onTransfer));
}
