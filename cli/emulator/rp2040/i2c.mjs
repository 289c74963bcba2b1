// The I2C buses: devices of registers that answer, in the time that the bits take.
//
// A device takes the first byte of a write as the number of a register, the others as the content
// from there on; a read goes on from that register. An address without a device is not
// acknowledged.
//
// rp2040js has no way to let its interrupts through (IC_INTR_MASK), forgets two of their causes,
// and never ends a transfer that is aborted while it waits for the next command; that is mended
// here. Source: RP2040 Datasheet, "I2C", list of registers.
const interruptMask = 0x30;
const dataCommand = 0x10;
const enable = 0x6c;
const abort = 1 << 1;
const interrupts = 0x1fff;
const transmitEmpty = 1 << 4;
const receiveFull = 1 << 2;
const bitsOfByte = 9;  // with its acknowledgement
const isRead = 1;
const connected = 3;  // of rp2040js' states
const stopping = 4;

/** A device on a bus. */
class Registers {
    constructor() {
        this.content = new Uint8Array(256);
        this.pointer = 0;
        this.isAddressed = false;
    }

    set(first, bytes) {
        bytes.forEach((byte, i) => {
            this.content[(first + i) & 0xff] = byte;
        });
    }
    begin() { this.isAddressed = false; }
    take(byte) {
        if (this.isAddressed)
            this.content[this.pointer++] = byte;
        else
            this.pointer = byte;
        this.pointer &= 0xff;
        this.isAddressed = true;
    }
    give() {
        const byte = this.content[this.pointer++];
        this.pointer &= 0xff;
        return byte;
    }
}

class Bus {
    /** onTransfer(bus, address, isRead, bytes, isAcknowledged) is told each write and each read. */
    constructor(machine, number, onTransfer) {
        this.machine = machine;
        this.number = number;
        this.onTransfer = onTransfer;
        this.devices = new Map();
        machine.add((mcu) => this.attach(mcu.i2c[number], mcu));
    }

    attach(i2c, mcu) {
        this.i2c = i2c;
        this.mcu = mcu;
        this.transfer = null;
        i2c.onStart = () => this.after(1, () => i2c.completeStart());
        i2c.onConnect = (address, mode) => this.connect(address, mode === isRead);
        i2c.onWriteByte = (byte) => this.after(bitsOfByte, () => this.write(byte));
        i2c.onReadByte = () => this.after(bitsOfByte, () => this.read());
        i2c.onStop = () => {
            this.report();
            this.after(1, () => i2c.completeStop());
        };
        this.mend();
    }

    mend() {
        const {i2c} = this;
        const write = i2c.writeUint32;
        i2c.writeUint32 = (offset, value) => {
            if (offset === interruptMask) {
                i2c.intEnable = value & interrupts;
                i2c.checkInterrupts();
                return;
            }
            write.call(i2c, offset, value);
            if (offset !== enable) return;
            if ((value & 1) !== 0) i2c.setInterrupts(transmitEmpty);
            if ((value & abort) !== 0) this.endWaiting();
        };
        const read = i2c.readUint32;
        i2c.readUint32 = (offset) => {
            const value = read.call(i2c, offset);
            const isStillFull = i2c.rxFIFO.itemCount > i2c.rxThreshold;
            if (offset === dataCommand && isStillFull) i2c.setInterrupts(receiveFull);
            return value;
        };
    }

    /** Gives the STOP of a transfer that is aborted while no command is under way. */
    endWaiting() {
        const {i2c} = this;
        if (i2c.state !== connected || i2c.busy) return;
        i2c.busy = true;
        i2c.state = stopping;
        i2c.onStop();
    }

    /** Calls `action` when so many clocks have passed on the bus. */
    after(clocks, action) {
        const period = (this.i2c.sclHighPeriod + this.i2c.sclLowPeriod) * 1e9 / this.mcu.clkSys;
        this.mcu.clock.createAlarm(action).schedule(clocks * period);
    }

    device(address) {
        if (!this.devices.has(address)) this.devices.set(address, new Registers());
        return this.devices.get(address);
    }

    connect(address, reads) {
        this.report();
        this.transfer = {address, reads, bytes: [], isAcknowledged: this.devices.has(address)};
        if (!reads) this.devices.get(address)?.begin();
        this.after(bitsOfByte, () => this.i2c.completeConnect(this.devices.has(address)));
    }

    write(byte) {
        this.transfer.bytes.push(byte);
        this.devices.get(this.transfer.address).take(byte);
        this.i2c.completeWrite(true);
    }

    read() {
        const byte = this.devices.get(this.transfer.address).give();
        this.transfer.bytes.push(byte);
        this.i2c.completeRead(byte);
    }

    /** Tells of a transfer that a stop or another start ended. */
    report() {
        const {transfer} = this;
        this.transfer = null;
        if (!transfer) return;
        const {address, reads, bytes, isAcknowledged} = transfer;
        this.onTransfer(this.number, address, reads, bytes, isAcknowledged);
    }
}

export function makeI2cBuses(machine, onTransfer) {
    return [0, 1].map((number) => new Bus(machine, number, onTransfer));
}
