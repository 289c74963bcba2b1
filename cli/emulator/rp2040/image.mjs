// The content of the flash memory, from an ELF, a UF2 file or raw bytes. Files come from anywhere:
// every length and address is checked before it is used.
import {Failure, hex} from './failure.mjs';

export const flashStart = 0x10000000;
export const flashSize = 16 << 20;  // the window; boards have less

const elfMagic = 0x464c457f;
const elfHeaderSize = 52;
const programHeaderSize = 32;
const armMachine = 40;
const loadable = 1;

const uf2Magic = [0x0a324655, 0x9e5d5157, 0x0ab16f30];
const uf2BlockSize = 512;
const uf2MostData = 476;
const uf2NotForFlash = 0x1;
const uf2HasFamily = 0x2000;
const rp2040Family = 0xe48bff56;

/** Returns a piece of the flash memory, checked: {offset, bytes}. */
function piece(address, bytes) {
    const offset = address - flashStart;
    if (offset < 0 || offset + bytes.length > flashSize) {
        throw new Failure(`${bytes.length} bytes at ${hex(address)} are not in the flash memory`);
    }
    return {offset, bytes};
}

function readElf(bytes, view) {
    const is32BitLittleEndian = bytes.length >= elfHeaderSize && bytes[4] === 1 && bytes[5] === 1;
    if (!is32BitLittleEndian || view.getUint16(18, true) !== armMachine) {
        throw new Failure('the ELF is not a 32-bit little-endian one for Arm');
    }
    const start = view.getUint32(28, true);
    const size = view.getUint16(42, true);
    const count = view.getUint16(44, true);
    if (size < programHeaderSize || start + size * count > bytes.length) {
        throw new Failure('the program headers of the ELF lie outside the file');
    }
    const pieces = [];
    for (let at = start; at < start + size * count; at += size) {
        const offset = view.getUint32(at + 4, true);
        const address = view.getUint32(at + 12, true);  // physical: where the bytes are stored
        const length = view.getUint32(at + 16, true);
        if (view.getUint32(at, true) !== loadable || length === 0) continue;
        if (offset + length > bytes.length) {
            throw new Failure('a segment of the ELF lies outside the file');
        }
        pieces.push(piece(address, bytes.subarray(offset, offset + length)));
    }
    return pieces;
}

function readUf2(bytes, view) {
    const pieces = [];
    for (let at = 0; at + uf2BlockSize <= bytes.length; at += uf2BlockSize) {
        const word = (index) => view.getUint32(at + 4 * index, true);
        const [flags, address, length, family] = [word(2), word(3), word(4), word(7)];
        const isWhole = word(0) === uf2Magic[0] && word(1) === uf2Magic[1] &&
            view.getUint32(at + uf2BlockSize - 4, true) === uf2Magic[2] && length <= uf2MostData;
        if (!isWhole) throw new Failure(`block ${at / uf2BlockSize} of the UF2 file is broken`);
        const isOurs = (flags & uf2NotForFlash) === 0 &&
            ((flags & uf2HasFamily) === 0 || family === rp2040Family);
        if (isOurs) pieces.push(piece(address, bytes.subarray(at + 32, at + 32 + length)));
    }
    return pieces;
}

/**
 * Reads an ELF, a UF2 file or raw bytes for the begin of flash, told apart by content.
 * Returns the pieces of the flash memory that it fills, each {offset, bytes}.
 */
export function readImage(bytes) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const magic = bytes.length >= 4 ? view.getUint32(0, true) : 0;
    let pieces;
    if (magic === elfMagic) {
        pieces = readElf(bytes, view);
    } else if (magic === uf2Magic[0]) {
        pieces = readUf2(bytes, view);
    } else {
        pieces = [piece(flashStart, bytes)];
    }
    if (!pieces.some((part) => part.bytes.length > 0)) {
        throw new Failure('the image has nothing for the flash memory of an RP2040');
    }
    return pieces;
}
