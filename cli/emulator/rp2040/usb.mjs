// A computer at the other end of the board's USB cable: it enumerates what is attached as Linux
// does, and opens the serial port of a CDC-ACM device.
//
//     attached ─► reset, descriptors, address, descriptors, configuration ─► port open
//         ▲                                                                      │
//         └───────────── the device lets go of the line, or the cable is pulled ─┘
//
// Source: USB 2.0, "USB Device Framework"; CDC PSTN 1.2, "PSTN Subclass Specific Requests"; the
// reset requests are those of the Raspberry Pi Pico SDK, "pico_usb_reset_interface".
import {ControlPipe} from './usb_control.mjs';
import {readConfiguration} from './usb_descriptors.mjs';
import {UsbWire} from './usb_wire.mjs';

const standard = {
    get: 0x80,
    set: 0x00
};
const ofInterface = 0x21;  // class, to the device
const request = Object.freeze({
    setAddress: 5,
    getDescriptor: 6,
    setConfiguration: 9,
    setLineCoding: 0x20,
    setControlLineState: 0x22,
});
const descriptor = Object.freeze({device: 1, configuration: 2, string: 3});
const english = 0x0409;
const address = 1;
const packetSize = 64;
const debounceNanos = 100e6;  // USB 2.0, "Connect and Disconnect Signaling": TATTDB
const openBaud = 115200;
const longestHoldNanos = 1e9;

export class UsbHost {
    /**
     * events: {onOpen(), onSerial(bytes), onTransfer(setup, data, answer), onNote(text)}. A host
     * that opens at once does without pauses and holds the program until its port is open.
     */
    constructor(machine, events, {opensAtOnce = false} = {}) {
        this.machine = machine;
        this.events = events;
        this.opensAtOnce = opensAtOnce;
        this.isPlugged = true;
        this.waiting = [];  // bytes for the serial port
        machine.add((mcu) => this.attach(mcu.usbCtrl, mcu.clock));
    }

    attach(usb, clock) {
        this.forget();
        this.wire = new UsbWire(usb, {
            onAttach: () => this.begin(),
            onDetach: () => this.forget(),
            onReset: () => this.describe(),
            onIn: (endpoint, bytes) => this.takeIn(endpoint, bytes),
            onOutReady: (endpoint, size) => this.takeOutReady(endpoint, size),
            onOutTaken: (endpoint) => {
                if (endpoint === 0) this.pipe.takeOutTaken();
            },
            onStall: (endpoint) => {
                if (endpoint === 0) this.pipe.stall();
            },
            onNote: (text) => this.events.onNote(text),
        });
        this.pipe = new ControlPipe(this.wire, clock, this.events.onTransfer);
        this.debounce = clock.createAlarm(() => {
            this.step = 'first look';
            this.reset();
        });
        this.holding = clock.createAlarm(() => this.release());
    }

    begin() {
        if (!this.isPlugged) return;
        this.debounce.schedule(this.opensAtOnce ? 0 : debounceNanos);
        if (!this.opensAtOnce) return;
        this.machine.isHeld = true;
        this.holding.schedule(longestHoldNanos);
    }

    /** Lets the program go on. */
    release() {
        this.machine.isHeld = false;
        this.holding?.cancel();
    }

    reset() { this.wire.reset({isShort: this.opensAtOnce}); }

    forget() {
        this.release();
        this.found = null;
        this.port = null;  // as `found`, if it is a serial port
        this.step = null;
        this.ready = null;  // how much the device takes at its bulk endpoint
        this.debounce?.cancel();
        this.pipe?.clear();
    }

    getDescriptor(kind, index, language, length, done) {
        this.pipe.request(standard.get, request.getDescriptor, kind << 8 | index, language, {
            length,
            done: (answer) => {
                if (answer)
                    done(Uint8Array.from(answer));
                else
                    this.events.onNote(`no answer to a request for descriptor ${kind}`);
            },
        });
    }

    // The first reset and question are for the size of endpoint 0's packets; so does Linux.
    describe() {
        if (this.step === 'first look') {
            this.step = 'enumeration';
            return this.getDescriptor(descriptor.device, 0, 0, 64, () => this.reset());
        }
        if (this.step !== 'enumeration') return;
        this.pipe.request(standard.set, request.setAddress, address, 0, {});
        this.getDescriptor(descriptor.device, 0, 0, 18, (device) => {
            for (const index of device.subarray(14, 17)) {
                if (index === 0) continue;
                this.getDescriptor(descriptor.string, index, english, 255, () => {});
            }
        });
        this.getDescriptor(descriptor.configuration, 0, 0, 9, (head) => {
            const length = head[2] | head[3] << 8;
            this.getDescriptor(
                descriptor.configuration, 0, 0, length, (bytes) => this.configure(bytes));
        });
    }

    configure(bytes) {
        const found = readConfiguration(bytes);
        if (!found) return this.events.onNote('the configuration descriptor is broken');
        this.pipe.request(standard.set, request.setConfiguration, found.value, 0, {
            done: (answer) => {
                if (answer) this.open(found);
            },
        });
    }

    open(found) {
        this.step = 'configured';
        this.found = found;
        if (found.communication === undefined || found.in === undefined ||
            found.out === undefined) {
            this.release();
            return this.events.onNote('no CDC-ACM interface: no serial port');
        }
        this.port = found;
        this.setLineCoding(openBaud);
        this.setLines(3, (answer) => {
            this.release();
            if (answer) this.events.onOpen();
        });
        this.pump();
    }

    /** Sets the baud rate, 8N1; nothing if there is no port. */
    setLineCoding(baud) {
        if (!this.port) return;
        const data = new Uint8Array(7);
        new DataView(data.buffer).setUint32(0, baud, true);
        data[6] = 8;
        this.pipe.request(ofInterface, request.setLineCoding, 0, this.port.communication, {data});
    }

    /** Sets DTR (1) and RTS (2); nothing if there is no port. */
    setLines(lines, done) {
        if (!this.port) return;
        this.pipe.request(
            ofInterface, request.setControlLineState, lines, this.port.communication, {done});
    }

    /** Asks for a reset: into the bootloader (1) or the program (2). */
    requestReset(kind) {
        if (this.found?.reset === undefined) return;
        this.pipe.request(ofInterface, kind, 0, this.found.reset, {});
    }

    /** Pulls or plugs the cable. */
    plug(isPlugged) {
        if (isPlugged === this.isPlugged) return;
        this.isPlugged = isPlugged;
        this.forget();
        if (isPlugged && this.wire.isAttached) this.begin();
    }

    /** Bytes for the serial port. */
    feed(bytes) {
        for (const byte of bytes) this.waiting.push(byte);
        this.pump();
    }

    takeIn(endpoint, bytes) {
        if (endpoint === 0)
            this.pipe.takeIn(bytes);
        else if (endpoint === this.port?.in)
            this.events.onSerial(bytes);
    }

    takeOutReady(endpoint, size) {
        if (endpoint === 0) return this.pipe.takeOutReady(size);
        this.ready = {endpoint, size};
        this.pump();
    }

    pump() {
        if (!this.port || this.ready?.endpoint !== this.port.out || this.waiting.length === 0)
            return;
        const size = Math.min(this.ready.size, packetSize);
        this.ready = null;
        this.wire.sendOut(this.port.out, Uint8Array.from(this.waiting.splice(0, size)));
    }
}
