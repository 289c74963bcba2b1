// An RP2040 that runs a program: rp2040js with a run loop, resets and faults of our own.
//
// rp2040js sleeps through interrupts that are already pending and through SysTick, and takes a
// masked interrupt that ends WFI inside the critical section; the loop below does neither. It also
// has no faults and no resets, and jump tables go wrong in interrupts: all that is here.
//
//     boot ──► running ◄──► asleep (WFI)         a step of time is an instruction, or the
//       ▲         │                              whole way to the next alarm
//       │         ▼
//       └─── onReset, onEnd, onBootloader, onLockUp
import {RP2040} from 'rp2040js';

import {boot, callRom, writeRom} from './boot_rom.mjs';
import {mendCarry} from './carry.mjs';
import {hex} from './failure.mjs';
import {flashSize} from './image.mjs';
import {semihostingBreakpoint} from './semihosting.mjs';

const hardFault = 3;
const systemResetRegister = 0xd0c;  // AIRCR, in the private peripheral bus
const systemReset = 0x05fa0004;
const chipResetPage = 0x40064;
const poweredOn = 1 << 8;  // VREG_AND_CHIP_RESET, CHIP_RESET.HAD_POR
const watchdogPage = 0x40058;
const isFlash = (address) => address >>> 26 === 0x4;  // four times 16 MiB from 10000000 on

// What rp2040js only remarks on, and a chip answers with a fault.
const faults = [
    /^Read from invalid memory address/,
    /^Write to undefined address/,
    /^read from address .* not 32 bit aligned$/,
    /^Warning: Instruction at .* is not implemented/,
];

/** Takes what rp2040js says. */
class Log {
    constructor(machine) { this.machine = machine; }
    debug() {}
    info() {}
    warn(part, text) {
        if (faults.some((fault) => fault.test(text))) {
            this.machine.fault(text);
        } else {
            this.machine.onNote(`${part}: ${text}`);
        }
    }
    error(part, text) { this.warn(part, text); }
}

/** The register that tells why the chip started. */
class ChipReset {
    constructor() { this.value = poweredOn; }
    readUint32(offset) { return offset === 8 ? this.value : 0; }
    writeUint32() {}
    writeUint32Atomic() {}
}

export class Machine {
    /**
     * pieces: of readImage(). attach(mcu): called for each new chip, also after a reset: whoever
     * listens to it begins anew. Times are nanoseconds since the first start.
     */
    constructor(pieces, {flashBytes = flashSize, hasSemihosting = true, vectors} = {}) {
        this.vectors = vectors;
        this.flashBytes = flashBytes;
        this.hasSemihosting = hasSemihosting;
        this.pieces = pieces;
        this.attachments = [];
        this.semihosting = null;
        this.onNote = () => {};
        this.onReset = () => {};
        this.onEnd = () => {};
        this.onBootloader = () => {};
        this.onLockUp = () => {};
        this.onBreak = null;           // a debugger's
        this.breakpoints = new Set();  // its addresses, before which the machine stops
        this.before = 0;               // time that passed before the last reset
        this.isStopped = false;
        this.isHeld = false;  // only interrupts are served
        this.leaves = null;   // the breakpoint that it stands at
        this.mcu = this.newChip(null);
        for (const {offset, bytes} of pieces) this.flash.set(bytes, offset);
    }

    get nanos() { return this.before + this.mcu.clock.nanos; }
    get flash() { return this.mcu.flash; }

    /** Adds what listens to the chip; `attach` is called now and after each reset. */
    add(attach) {
        this.attachments.push(attach);
        attach(this.mcu);
    }

    /** Starts the program as the boot ROM does; also after a reset. */
    start() {
        this.isStopped = false;
        boot(this, this.vectors);
    }

    /** Stops the run loop at the end of this instruction. */
    stop() { this.isStopped = true; }

    end(code) {
        this.stop();
        this.onEnd(code);
    }

    newChip(old) {
        const mcu = new RP2040();
        mcu.logger = new Log(this);
        writeRom(mcu.bootrom);
        mendCarry(mcu.core);
        this.isAsleep = false;
        this.faultText = null;
        this.spent = 0;
        this.isFlashReadable = true;
        mcu.onBreak = () => this.takeBreakpoint();
        mcu.peripherals[chipResetPage] = new ChipReset();
        this.catchStores(mcu);
        this.catchSystemReset(mcu);
        this.clearThumbBit(mcu.core);
        if (old) this.keep(old, mcu);
        mcu.peripherals[watchdogPage].onWatchdogTrigger = () => this.reset('watchdog');
        return mcu;
    }

    /** Copies what outlives a reset. */
    keep(old, mcu) {
        mcu.flash.set(old.flash);
        mcu.sram.set(old.sram);
        const from = old.peripherals[watchdogPage];
        const to = mcu.peripherals[watchdogPage];
        to.scratchData.set(from.scratchData);
        to.reason = from.reason;
    }

    /** Resets the chip; whoever runs the machine starts it again. */
    reset(cause) {
        const watchdog = this.mcu.peripherals[watchdogPage];
        watchdog.timer.enable = false;  // it would fire again at once, for ever
        watchdog.alarm.enable = false;
        if (this.isStopped) return;
        this.stop();
        this.onReset(cause);
    }

    /** Makes a new chip of the old one after a reset. */
    renew() {
        const old = this.mcu;
        this.before += old.clock.nanos;
        this.mcu = this.newChip(old);
        for (const attach of this.attachments) attach(this.mcu);
    }

    enterBootloader(ledMask, disabled) {
        this.stop();
        this.onBootloader(ledMask, disabled);
    }

    /** Lets time pass within an instruction. */
    spend(nanos) { this.spent += nanos; }

    /** Notes a fault of the instruction that runs. */
    fault(text) { this.faultText ??= text; }

    // rp2040js lets a program store into flash, and anywhere at odd addresses; a chip does not.
    catchStores(mcu) {
        for (const [name, mask] of [['writeUint32', 3], ['writeUint16', 1], ['writeUint8', 0]]) {
            const write = RP2040.prototype[name];
            mcu[name] = (address, value) => {
                if ((address & mask) !== 0) return this.fault(`unaligned store to ${hex(address)}`);
                if (isFlash(address))
                    return this.onNote(`store to flash at ${hex(address)} ignored`);
                write.call(mcu, address, value);
            };
        }
    }

    // rp2040js leaves bit 0 of a handler's address in PC, which a jump table there would add.
    clearThumbBit(core) {
        const enter = core.exceptionEntry;
        core.exceptionEntry = (number) => {
            enter.call(core, number);
            core.PC &= ~1;
        };
    }

    catchSystemReset(mcu) {
        const write = mcu.ppb.writeUint32;
        mcu.ppb.writeUint32 = (offset, value) => {
            if (offset === systemResetRegister && value >>> 0 === systemReset) {
                return this.reset('system reset');
            }
            write.call(mcu.ppb, offset, value);
        };
    }

    /** While the flash chip is not in its reading mode, whatever reads it gets a fault. */
    setFlashReadable(isReadable) {
        this.isFlashReadable = isReadable;
        for (const name of ['readUint32', 'readUint16', 'readUint8']) {
            if (isReadable) {
                delete this.mcu[name];
                continue;
            }
            const read = RP2040.prototype[name];
            this.mcu[name] = (address) => {
                if (isFlash(address)) {
                    this.fault(`read of flash at ${hex(address)} while it cannot be read`);
                }
                return read.call(this.mcu, address);
            };
        }
    }

    takeBreakpoint() {
        const {core} = this.mcu;
        const address = ((core.PC & ~1) - core.breakRewind) >>> 0;
        if (callRom(this, address)) return;
        const instruction = this.mcu.readUint16(address);
        if (instruction === (0xbe00 | semihostingBreakpoint) && this.hasSemihosting) {
            this.semihosting.call();
        } else if (this.onBreak && instruction >>> 8 === 0xbe) {
            core.PC = address;
            this.stop();
            this.onBreak();
        } else {
            this.fault(
                `${instruction >>> 8 === 0xbe ? 'breakpoint' : 'undefined instruction'} ` +
                `at ${hex(address)}`);
        }
    }

    /** Enters HardFault; `pc` is the instruction that did it. */
    takeFault(pc) {
        const {core} = this.mcu;
        const text = this.faultText;
        this.faultText = null;
        const isInFault = core.IPSR === hardFault || core.IPSR === 2;
        core.PC = pc;
        if (!isInFault) {
            this.isAsleep = false;
            core.exceptionEntry(hardFault);
        }
        if (!isInFault && this.faultText === null) return;
        this.stop();
        this.onLockUp(
            `${text} (pc ${hex(pc)}) ` +
            (isInFault ? 'within HardFault' : `and then ${this.faultText}`));
    }

    isInterruptPending() {
        const {core} = this.mcu;
        return (core.pendingInterrupts & core.enabledInterrupts) !== 0 || core.pendingSystick ||
            core.pendingPendSV || core.pendingNMI;
    }

    /** Whether the program waits for who holds it, and has no interrupt to serve meanwhile. */
    isHeldNow() {
        const {core} = this.mcu;
        return this.isHeld && core.IPSR === 0 && !core.PM && !this.isInterruptPending();
    }

    /** Stops before a breakpoint, but not at the one that it goes on from. */
    isAtBreakpoint() {
        const {core} = this.mcu;
        if (core.interruptsUpdated) core.checkForInterrupts();
        const pc = core.PC & ~1;
        if (!this.breakpoints.has(pc) || this.leaves === pc) {
            this.leaves = null;
            return false;
        }
        this.leaves = pc;
        this.stop();
        this.onBreak();
        return true;
    }

    /** Runs one instruction. */
    step() {
        const {core, clock, clkSys} = this.mcu;
        if (core.interruptsUpdated) core.checkForInterrupts();
        const pc = core.PC & ~1;
        const cycles = core.executeInstruction();
        if (core.waiting) {
            core.waiting = false;
            this.isAsleep = true;
        }
        if (this.faultText !== null) this.takeFault(pc);
        const spent = this.spent;
        this.spent = 0;
        clock.tick(cycles * 1e9 / clkSys + spent);
    }

    /**
     * Runs until the time `until`, at most `budget` instructions and sleeps, until it is stopped.
     * Returns false if it sleeps and nothing would wake it before `until`, which is endless.
     */
    run(until, budget) {
        const end = until - this.before;
        for (; !this.isStopped && budget > 0 && this.mcu.clock.nanos < end; --budget) {
            if (!this.isAsleep && !this.isHeldNow()) {
                if (this.breakpoints.size > 0 && this.isAtBreakpoint()) break;
                this.step();
                continue;
            }
            if (this.isAsleep && this.isInterruptPending()) {
                this.isAsleep = false;
                continue;
            }
            const {clock} = this.mcu;
            const next = clock.nextAlarm ? clock.nanosToNextAlarm : Infinity;
            const pause = Math.min(next, end - clock.nanos);
            if (pause === Infinity) return false;
            clock.tick(pause);
        }
        return true;
    }
}
