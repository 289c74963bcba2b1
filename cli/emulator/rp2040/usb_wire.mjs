// The wire between a USB host of ours and the chip's device controller, a packet at a time.
//
// rp2040js moves packets as soon as the program has a buffer ready, and does not look at DATA0 and
// DATA1. A host drops a packet of the wrong one, and the device a host's: so does this wire. It
// also tells the program only then that a packet was sent when the host has it.
//
// Source: RP2040 Datasheet, "USB Device Controller Details"; USB 2.0, "Data Toggle
// Synchronization and Retry".
const bufferControls = {
    begin: 0x80,
    end: 0xff
};  // in the controller's memory
const available = 1 << 10;
const stalls = 1 << 11;
const isData1 = 1 << 13;
const sieControl = 0x4c;
const setupReceived = 1 << 17;  // of SIE_STATUS: the program has not seen it yet
const pullUp = 1 << 16;

export class UsbWire {
    /**
     * host: {onAttach(), onDetach(), onReset(), onIn(endpoint, bytes), onOutReady(endpoint, size),
     * onOutTaken(endpoint), onStall(endpoint), onNote(text)}.
     */
    constructor(usb, host) {
        this.usb = usb;
        this.host = host;
        this.isAttached = false;
        this.clearToggles();
        usb.onUSBEnabled = () => this.look();
        usb.onResetReceived = () => {
            this.clearToggles();
            host.onReset();
        };
        const indicate = usb.indicateBufferReady;
        usb.indicateBufferReady = (endpoint, isOut) => {
            if (isOut) indicate.call(usb, endpoint, isOut);
        };
        usb.onEndpointWrite = (endpoint, bytes) => {
            indicate.call(usb, endpoint, false);
            this.takeIn(endpoint, bytes);
        };
        usb.onEndpointRead = (endpoint, size) => host.onOutReady(endpoint, size);
        this.watch();
    }

    clearToggles() {
        this.inData1 = new Array(16).fill(false);  // what the next packet is to be
        this.outData1 = new Array(16).fill(false);
        this.sent = Array.from({length: 16}, () => []);  // what those under way are
        this.outBuffers = new Array(16).fill(false);     // what the device expects
    }

    watch() {
        const {usb} = this;
        const write = usb.writeUint32;
        usb.writeUint32 = (offset, value) => {
            write.call(usb, offset, value);
            if (offset === sieControl) this.look();
        };
        const finishRead = usb.finishRead;
        usb.finishRead = (endpoint, bytes) => {
            finishRead.call(usb, endpoint, bytes);
            this.host.onOutTaken(endpoint);
        };
        const update = usb.DPRAMUpdated;
        usb.DPRAMUpdated = (offset, value) => {
            this.note(offset, value);
            update.call(usb, offset, value);
        };
    }

    /** A device is attached as long as it pulls up its line. */
    look() {
        const isAttached = (this.usb.mainCtrl & 1) !== 0 && (this.usb.sieCtrl & pullUp) !== 0;
        if (isAttached === this.isAttached) return;
        this.isAttached = isAttached;
        if (isAttached)
            this.host.onAttach();
        else
            this.host.onDetach();
    }

    note(offset, value) {
        if (offset < bufferControls.begin || offset > bufferControls.end) return;
        const endpoint = (offset - bufferControls.begin) >> 3;
        const isOut = (offset & 4) !== 0;
        if ((value & stalls) !== 0) {
            // A second stall, of the other direction, is for the same request.
            const isAnswered = endpoint === 0 && (this.usb.sieStatus & setupReceived) !== 0;
            return isAnswered ? undefined : this.host.onStall(endpoint);
        }
        if ((value & available) === 0) return;
        if (isOut)
            this.outBuffers[endpoint] = (value & isData1) !== 0;
        else
            this.sent[endpoint].push((value & isData1) !== 0);
    }

    takeIn(endpoint, bytes) {
        const toggle = this.sent[endpoint].shift();
        if (toggle !== this.inData1[endpoint]) {
            this.host.onNote(`endpoint ${endpoint} sends DATA${toggle ? 1 : 0} out of turn`);
            return;
        }
        this.inData1[endpoint] = !toggle;
        this.host.onIn(endpoint, bytes);
    }

    /** Resets the bus, for the 10 ms of a hub's port or for no time at all. */
    reset({isShort = false} = {}) {
        this.usb.resetDevice();
        if (isShort) this.usb.resetAlarm.schedule(0);
    }

    setUp(packet) {
        this.inData1[0] = true;
        this.outData1[0] = true;
        this.sent[0] = [];
        this.usb.sendSetupPacket(packet);
    }

    /** Gives a packet to a device that is ready for it. */
    sendOut(endpoint, bytes) {
        const toggle = this.outData1[endpoint];
        if (this.outBuffers[endpoint] !== toggle) {
            this.host.onNote(`endpoint ${endpoint} expects DATA${toggle ? 0 : 1} out of turn`);
            return;
        }
        this.outData1[endpoint] = !toggle;
        this.usb.endpointReadDone(endpoint, bytes);
    }
}
