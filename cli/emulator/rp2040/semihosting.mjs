// What a program may ask of whoever emulates it, by BKPT 0xAB: an end, text, its command line.
// Files of this computer are not among it, so any image may be run.
//
// Source: Arm "Semihosting for AArch32 and AArch64" (2021Q3).
const operation = Object.freeze({
    open: 0x01,
    close: 0x02,
    writeCharacter: 0x03,
    writeText: 0x04,
    write: 0x05,
    isError: 0x08,
    isTerminal: 0x09,
    clock: 0x10,
    time: 0x11,
    errorNumber: 0x13,
    commandLine: 0x15,
    exit: 0x18,
    exitExtended: 0x20,
    elapsed: 0x30,
    tickFrequency: 0x31,
});
const applicationExit = 0x20026;  // ADP_Stopped_ApplicationExit
const failed = 0xffffffff;
const terminal = 1;  // the one handle: what was opened as ":tt"
const longestText = 1 << 20;

export const semihostingBreakpoint = 0xab;

/** Answers the calls of one machine; `print(bytes)` takes what it writes. */
export class Semihosting {
    constructor(machine, {commandLine = '', print}) {
        this.machine = machine;
        this.commandLine = Buffer.from(commandLine, 'latin1');
        this.print = print;
    }

    /** Does what r0 and r1 ask for; the answer is r0's new value. */
    call() {
        const {registers} = this.machine.mcu.core;
        registers[0] = this.answer(registers[0], registers[1]) >>> 0;
    }

    word(block, index) { return this.machine.mcu.readUint32(block + 4 * index); }

    bytes(address, size) {
        const {mcu} = this.machine;
        return Buffer.from(Array.from({length: size}, (_, i) => mcu.readUint8(address + i)));
    }

    text(address) {
        let size = 0;
        while (size < longestText && this.machine.mcu.readUint8(address + size) !== 0) ++size;
        return this.bytes(address, size);
    }

    answer(number, argument) {
        switch (number) {
            case operation.open: {
                const isTerminal = this.text(this.word(argument, 0)).toString() === ':tt';
                return isTerminal ? terminal : failed;
            }
            case operation.close:
                return this.word(argument, 0) === terminal ? 0 : failed;
            case operation.writeCharacter:
                this.print(this.bytes(argument, 1));
                return 0;
            case operation.writeText:
                this.print(this.text(argument));
                return 0;
            case operation.write:
                return this.write(argument);
            case operation.isTerminal:
                return this.word(argument, 0) === terminal ? 1 : 0;
            case operation.isError:
                return this.word(argument, 0) > 0x7fffffff ? 1 : 0;
            case operation.errorNumber:
                return 0;
            case operation.clock:  // in centiseconds
                return Math.floor(this.machine.nanos / 1e7);
            case operation.time:
                return Math.floor(this.machine.nanos / 1e9);
            case operation.elapsed: {
                const nanos = BigInt(Math.floor(this.machine.nanos));
                this.machine.mcu.writeUint32(argument, Number(nanos & 0xffffffffn));
                this.machine.mcu.writeUint32(argument + 4, Number(nanos >> 32n));
                return 0;
            }
            case operation.tickFrequency:
                return 1e9;
            case operation.commandLine:
                return this.tellCommandLine(argument);
            case operation.exit:
                this.machine.end(argument === applicationExit ? 0 : 1);
                return 0;
            case operation.exitExtended:
                this.machine.end(
                    this.word(argument, 0) === applicationExit ? this.word(argument, 1) & 0xff : 1);
                return 0;
            default:
                return failed;
        }
    }

    /** Returns how many bytes were not written. */
    write(block) {
        const size = this.word(block, 2);
        if (this.word(block, 0) !== terminal || size > longestText) return size;
        this.print(this.bytes(this.word(block, 1), size));
        return 0;
    }

    tellCommandLine(block) {
        const size = this.commandLine.length;
        if (size + 1 > this.word(block, 1)) return failed;
        const to = this.word(block, 0);
        this.commandLine.forEach((byte, i) => this.machine.mcu.writeUint8(to + i, byte));
        this.machine.mcu.writeUint8(to + size, 0);
        this.machine.mcu.writeUint32(block + 4, size);
        return 0;
    }
}
