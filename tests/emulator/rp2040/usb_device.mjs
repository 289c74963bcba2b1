// A CDC-ACM device with a reset interface, at the registers of the RP2040's USB controller: what a
// firmware does, done by whoever holds the machine. It keeps a list of what it was asked.
const registers = 0x50110000;
const memory = 0x50100000;
const sieStatus = registers + 0x50;
const bufferStatus = registers + 0x58;
const busReset = 1 << 19;
const setupReceived = 1 << 17;
const available = 1 << 10;
const full = 1 << 15;
const isData1 = 1 << 13;
const stallBuffer = 1 << 11;
const pollNanos = 20_000;

const inEndpoint = 2;
const outEndpoint = 2;
const bufferOf = {
    in : 0x200,
    out: 0x240
};

const deviceDescriptor =
    [18, 1, 0x00, 0x02, 0xef, 2, 1, 64, 0x8a, 0x2e, 0x0a, 0x00, 0x00, 0x01, 1, 2, 0, 1];
const configuration = [
    9,           2,    84,
    0,           3,    1,
    0,           0x80, 50,  // three interfaces
    8,           11,   0,
    2,           2,    2,
    0,           0,  // association of the first two
    9,           4,    0,
    0,           1,    2,
    2,           0,    0,  // communication
    5,           0x24, 0,
    0x20,        1,    5,
    0x24,        1,    0,
    1,  // header, call management
    4,           0x24, 2,
    2,           5,    0x24,
    6,           0,    1,  // abstract control, union
    7,           5,    0x81,
    3,           8,    0,
    16,  // notification
    9,           4,    1,
    0,           2,    10,
    0,           0,    0,  // data
    7,           5,    0x80 | inEndpoint,
    2,           64,   0,
    0,           7,    5,
    outEndpoint, 2,    64,
    0,           0,    9,
    4,           2,    0,
    0,           0xff, 0,
    1,           0,  // reset
];
const strings = {
    1: 'Someone',
    2: 'A device'
};

export class UsbDevice {
    constructor(machine, changes = {}) {
        this.asked = [];
        this.typed = '';
        this.resets = 0;
        this.configuration = changes.configuration ?? configuration;
        this.stalls = changes.stalls ?? (() => false);
        this.skipsToggle = changes.skipsToggle ?? false;
        machine.add((mcu) => {
            this.mcu = mcu;
            this.clock = mcu.clock;
            this.poll = mcu.clock.createAlarm(() => this.look());
            this.poll.schedule(pollNanos);
        });
    }

    write(address, value) { this.mcu.writeUint32(address, value); }
    read(address) { return this.mcu.readUint32(address); }

    plug(isPlugged = true) {
        this.write(registers + 0x40, 1);
        this.write(registers + 0x4c, isPlugged ? 1 << 16 : 0);
    }

    look() {
        const status = this.read(sieStatus);
        if ((status & busReset) !== 0) this.reset();
        if ((status & setupReceived) !== 0) {
            this.write(sieStatus, setupReceived);
            this.answer([...this.mcu.usbDPRAM.subarray(0, 8)]);
        }
        const done = this.read(bufferStatus);
        if (done !== 0) {
            this.write(bufferStatus, done);
            if ((done & 1) !== 0) this.goOn();
            if ((done & 2) !== 0) this.takeData();
            if ((done & 1 << (2 * outEndpoint + 1)) !== 0) this.takeTyped();
        }
        this.poll.schedule(pollNanos);
    }

    reset() {
        ++this.resets;
        this.toggles = {in : false, out: false};
        this.write(sieStatus, busReset);
    }

    control(endpoint, isOut) { return memory + 0x80 + 8 * endpoint + (isOut ? 4 : 0); }

    arm(endpoint, isOut, size, toggle) {
        const flags = available | (isOut ? 0 : full) | (toggle ? isData1 : 0);
        this.write(this.control(endpoint, isOut), flags | size);
    }

    send(endpoint, offset, bytes, toggle) {
        this.mcu.usbDPRAM.set(bytes, offset);
        this.arm(endpoint, false, bytes.length, toggle);
    }

    answer(setup) {
        this.asked.push(Buffer.from(setup).toString('hex'));
        const [type, request, low, high] = setup;
        const length = setup[6] | setup[7] << 8;
        this.toggle = true;
        this.left = null;
        if (this.stalls(setup)) return this.write(this.control(0, false), stallBuffer);
        if ((type & 0x80) !== 0) {
            const data = this.descriptor(high, low).slice(0, length);
            this.left = data;
            return this.sendPart();
        }
        if (length > 0) return this.arm(0, true, 64, true);
        if (type === 0 && request === 9) this.configure();
        this.send(0, 0x100, [], true);
    }

    descriptor(kind, index) {
        if (kind === 1) return deviceDescriptor;
        if (kind === 2) return this.configuration;
        const text = Buffer.from(strings[index], 'utf16le');
        return [text.length + 2, 3, ...text];
    }

    sendPart() {
        const part = this.left.slice(0, 64);
        this.left = this.left.slice(64);
        this.isLast = part.length < 64;
        this.send(0, 0x100, part, this.toggle);
        this.toggle = !this.toggle;
    }

    goOn() {
        if (this.left === null) return;
        if (this.left.length > 0 || !this.isLast) return this.sendPart();
        this.left = null;
        this.arm(0, true, 0, true);  // the status stage
    }

    takeData() {
        const size = this.read(this.control(0, true)) & 0x3ff;
        if (size === 0) return;
        const data = this.mcu.usbDPRAM.slice(0x100, 0x100 + size);
        this.asked.push(`data ${Buffer.from(data).toString('hex')}`);
        this.send(0, 0x100, [], true);
    }

    configure() {
        const type = 2 << 26 | 1 << 29 | 1 << 31;  // bulk, an interrupt a buffer, enabled
        this.write(memory + 8 * inEndpoint, type | bufferOf.in);
        this.write(memory + 8 * outEndpoint + 4, type | bufferOf.out);
        this.arm(outEndpoint, true, 64, false);
    }

    takeTyped() {
        const size = this.read(this.control(outEndpoint, true)) & 0x3ff;
        this.typed += Buffer.from(this.mcu.usbDPRAM.slice(bufferOf.out, bufferOf.out + size))
                          .toString('latin1');
        if (!this.skipsToggle) this.toggles.out = !this.toggles.out;
        this.arm(outEndpoint, true, 64, this.toggles.out);
    }

    print(text) {
        this.send(inEndpoint, bufferOf.in, Buffer.from(text, 'latin1'), this.toggles.in);
        if (!this.skipsToggle) this.toggles.in = !this.toggles.in;
    }
}
