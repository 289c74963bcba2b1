// Control transfers, one after the other.
//
//     SETUP ─► IN data… ─► OUT status        a request for data
//           ─► OUT data… ─► IN status        data for the device, or none
//
// A stall, or a second without progress, ends a transfer without an answer.
const packetSize = 64;
const timeoutNanos = 1e9;

export class ControlPipe {
    /** onDone(setup, data, answer) is told each transfer; the answer is null if it failed. */
    constructor(wire, clock, onDone) {
        this.wire = wire;
        this.onDone = onDone;
        this.queue = [];
        this.current = null;
        this.ready = null;  // how much the device takes at endpoint 0
        this.timeout = clock.createAlarm(() => this.finish(null));
    }

    /** Queues a transfer; `done(answer)`: bytes, or null. */
    request(type, request, value, index, {length = 0, data = [], done = () => {}}) {
        const setup = new Uint8Array(8);
        const view = new DataView(setup.buffer);
        setup[0] = type;
        setup[1] = request;
        view.setUint16(2, value, true);
        view.setUint16(4, index, true);
        view.setUint16(6, data.length || length, true);
        this.queue.push({setup, length, data: Uint8Array.from(data), sent: 0, answer: [], done});
        if (!this.current) this.next();
    }

    clear() {
        this.queue = [];
        this.current = null;
        this.ready = null;
        this.timeout.cancel();
    }

    next() {
        this.current = this.queue.shift() ?? null;
        if (!this.current) return;
        this.ready = null;
        this.current.stage = this.current.length > 0 ? 'in' :
            this.current.data.length > 0             ? 'out' :
                                                       'status in';
        this.timeout.schedule(timeoutNanos);
        this.wire.setUp(this.current.setup);
    }

    finish(answer) {
        const {current} = this;
        if (!current) return;
        this.timeout.cancel();
        this.onDone(current.setup, current.data, answer);
        current.done(answer);
        this.next();
    }

    takeIn(bytes) {
        const {current} = this;
        if (!current) return;
        if (current.stage === 'status in' && bytes.length === 0) return this.finish([]);
        if (current.stage !== 'in') return;
        current.answer.push(...bytes);
        this.timeout.schedule(timeoutNanos);
        if (bytes.length < packetSize || current.answer.length >= current.length) {
            current.stage = 'status out';
            this.wire.outData1[0] = true;
            this.pump();
        }
    }

    takeOutReady(size) {
        this.ready = size;
        this.pump();
    }

    pump() {
        const {current} = this;
        if (!current || this.ready === null) return;
        if (current.stage === 'out') {
            const packet = current.data.subarray(current.sent, current.sent + packetSize);
            current.sent += packet.length;
            if (current.sent === current.data.length) {
                current.stage = 'status in';
                this.wire.inData1[0] = true;
            }
            this.ready = null;
            this.wire.sendOut(0, packet);
        } else if (current.stage === 'status out') {
            this.ready = null;
            current.stage = 'status sent';
            this.wire.sendOut(0, new Uint8Array(0));
        }
    }

    takeOutTaken() {
        if (this.current?.stage === 'status sent') this.finish(this.current.answer);
    }

    stall() { this.finish(null); }
}
