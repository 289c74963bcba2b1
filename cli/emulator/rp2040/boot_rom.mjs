// A boot ROM of our own: the chip's is not part of rp2040js. It has what a program may ask of the
// real one: the function table, and what a reset does before the program runs.
//
// Each function is a breakpoint in the ROM, which the machine hands to call(); the work is done
// here, not by instructions.
//
// Source: RP2040 Datasheet, "Bootrom Contents", "Flash Second Stage".
import {Failure, hex} from './failure.mjs';
import {flashStart} from './image.mjs';

const romSize = 16 << 10;
const magic = 0x0201754d;  // 'M', 'u', 1, and the version of the chip's first stepping
const functionsStart = 0x100;
const tableStart = 0x40;
const breakpoint = 0xbe00;
const returnToCaller = 0x4770;  // bx lr

export const boot2Size = 256;
export const boot2Run = 0x20041f00;  // where the ROM copies the second stage to
const sectorSize = 4096;
const pageSize = 256;
// W25Q16JV datasheet, "AC Electrical Characteristics": typical times.
const sectorEraseNanos = 45e6;
const pageProgramNanos = 0.4e6;

/** Returns the checksum that the ROM compares: CRC-32 of poly 04C11DB7, not reflected. */
export function boot2Checksum(bytes) {
    let crc = 0xffffffff;
    for (const byte of bytes) {
        crc ^= byte << 24;
        for (let bit = 0; bit < 8; ++bit) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
    }
    return crc >>> 0;
}

const reversed = (value) => {
    let result = 0;
    for (let bit = 0; bit < 32; ++bit) result |= ((value >>> bit) & 1) << (31 - bit);
    return result;
};

const ones = (value) => {
    let count = 0;
    for (; value !== 0; value &= value - 1) ++count;
    return count;
};

/** Erases or writes flash, as a chip does: whole sectors and pages, writing only clears bits. */
function changeFlash(machine, offset, count, step, nanos, change) {
    if (offset % step !== 0 || count % step !== 0 || offset + count > machine.flashBytes) {
        throw new Failure(
            `the program changes ${count} bytes of flash at ${hex(offset)}: ` +
            `not whole pieces of ${step} bytes of its ${machine.flashBytes}`);
    }
    if (machine.isFlashReadable) {
        throw new Failure('the program changes flash before flash_exit_xip()');
    }
    for (let i = 0; i < count; ++i) machine.flash[offset + i] = change(i);
    machine.spend(count / step * nanos);
}

// Each gets the machine and r0 to r3, and returns r0 if it returns anything.
const functions = {
    P3: (machine, value) => ones(value),
    R3: (machine, value) => reversed(value),
    L3: (machine, value) => Math.clz32(value),
    T3: (machine, value) => value === 0 ? 32 : 31 - Math.clz32(value & -value),
    MS: (machine, to, value, count) => {
        for (let i = 0; i < count; ++i) machine.mcu.writeUint8(to + i, value & 0xff);
        return to;
    },
    MC: (machine, to, from, count) => {
        for (let i = 0; i < count; ++i) {
            machine.mcu.writeUint8(to + i, machine.mcu.readUint8(from + i));
        }
        return to;
    },
    IF: () => undefined,
    EX: (machine) => machine.setFlashReadable(false),
    RE: (machine, offset, count) =>
        changeFlash(machine, offset, count, sectorSize, sectorEraseNanos, () => 0xff),
    RP: (machine, offset, from, count) => changeFlash(
        machine, offset, count, pageSize, pageProgramNanos,
        (i) => machine.flash[offset + i] & machine.mcu.readUint8(from + i)),
    FC: () => undefined,
    CX: (machine) => machine.setFlashReadable(true),
    UB: (machine, ledMask, disabled) => machine.enterBootloader(ledMask, disabled),
};
functions.S4 = functions.MS;
functions.C4 = functions.MC;
const names = Object.keys(functions);

/** Fills the ROM of a chip. */
export function writeRom(rom) {
    const halves = new Uint16Array(rom.buffer, rom.byteOffset, romSize / 2);
    const put = (address, half) => {
        halves[address / 2] = half;
    };
    halves.fill(breakpoint | 0xff);  // whoever runs off into the ROM is stopped
    put(0x10, magic & 0xffff);
    put(0x12, magic >>> 16);
    put(0x14, tableStart);
    put(0x16, tableStart + 4 * names.length);  // the data table is empty
    put(0x18, functionsStart | 1);             // rom_table_lookup()
    names.forEach((name, index) => {
        put(tableStart + 4 * index, name.charCodeAt(0) | name.charCodeAt(1) << 8);
        put(tableStart + 4 * index + 2, (functionsStart + 4 * (index + 1)) | 1);
    });
    put(tableStart + 4 * names.length, 0);
    for (let index = 0; index <= names.length; ++index) {
        put(functionsStart + 4 * index, breakpoint | index);
        put(functionsStart + 4 * index + 2, returnToCaller);
    }
}

const isInRom = (address) => address < romSize;

/** Does what rom_table_lookup() does: the address behind a name of two characters, or 0. */
function lookUp(machine, table, code) {
    for (let at = table; isInRom(at); at += 4) {
        const name = machine.mcu.readUint16(at);
        if (name === 0) break;
        if (name === (code & 0xffff)) return machine.mcu.readUint16(at + 2);
    }
    return 0;
}

/** Does the function at a breakpoint in the ROM; false if there is none. */
export function callRom(machine, address) {
    const index = (address - functionsStart) / 4;
    if (!isInRom(address) || !Number.isInteger(index) || index < 0 || index > names.length) {
        return false;
    }
    const registers = machine.mcu.core.registers;
    const work = index === 0 ? lookUp : functions[names[index - 1]];
    const result = work(machine, registers[0], registers[1], registers[2], registers[3]);
    if (result !== undefined) registers[0] = result;
    return true;
}

/**
 * Starts the core as the ROM does: checks the second stage at the begin of flash and runs it in
 * RAM; it makes flash readable and enters the program. With `vectors`, the address of a program's
 * vector table, enters that program at once.
 */
export function boot(machine, vectors) {
    const {mcu, flash} = machine;
    if (vectors !== undefined) {
        mcu.core.VTOR = vectors;
        mcu.core.SP = mcu.readUint32(vectors);
        mcu.core.PC = mcu.readUint32(vectors + 4) & ~1;
        return;
    }
    const stage = flash.subarray(0, boot2Size);
    const stored = new DataView(stage.buffer, stage.byteOffset).getUint32(boot2Size - 4, true);
    const right = boot2Checksum(stage.subarray(0, boot2Size - 4));
    if (stored !== right) {
        throw new Failure(
            `the first 256 bytes at ${hex(flashStart)} are no boot stage 2: their checksum is ` +
            `${hex(right)}, not ${hex(stored)}; a chip would stay in its USB bootloader`);
    }
    mcu.sram.set(stage, boot2Run - 0x20000000);
    mcu.core.VTOR = 0;
    mcu.core.SP = boot2Run;
    mcu.core.LR = 0;  // by which the second stage knows that the ROM calls it
    mcu.core.PC = boot2Run;
}
