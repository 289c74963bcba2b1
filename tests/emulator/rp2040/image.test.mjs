// Image files: what is in them, and that broken ones are refused.
import assert from 'node:assert/strict';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'node:test';

import {driver, image, inFolder, run} from './emulator.mjs';

const {readImage} = await import(join(driver, 'image.mjs'));
const {boot2Checksum} = await import(join(driver, 'boot_rom.mjs'));

/** An ELF with one segment of eight bytes for flash. */
function elf() {
    const bytes = Buffer.alloc(52 + 32 + 8);
    bytes.write('\x7fELF\x01\x01\x01', 'latin1');
    bytes.writeUInt16LE(2, 16);
    bytes.writeUInt16LE(40, 18);
    bytes.writeUInt32LE(52, 28);  // the program headers
    bytes.writeUInt16LE(32, 42);
    bytes.writeUInt16LE(1, 44);
    [1, 84, 0x20000000, 0x10000100, 8, 8, 6, 4].forEach((word, i) => {
        bytes.writeUInt32LE(word, 52 + 4 * i);
    });
    bytes.write('segment!', 84);
    return bytes;
}

function uf2(address = 0x10000100, family = 0xe48bff56) {
    const bytes = Buffer.alloc(512);
    [0x0a324655, 0x9e5d5157, 0x2000, address, 256, 0, 1, family].forEach((word, i) => {
        bytes.writeUInt32LE(word, 4 * i);
    });
    bytes.fill(0x5a, 32, 32 + 256);
    bytes.writeUInt32LE(0x0ab16f30, 508);
    return bytes;
}

test('an ELF is placed by physical address', () => {
    const [piece, ...others] = readImage(elf());
    assert.deepEqual([piece.offset, piece.bytes.toString(), others.length], [0x100, 'segment!', 0]);
});

test('a UF2 file is placed by block', () => {
    const pieces = readImage(Buffer.concat([uf2(), uf2(0x10000200)]));
    assert.deepEqual(
        pieces.map(({offset, bytes}) => [offset, bytes.length, bytes[0]]),
        [[0x100, 256, 0x5a], [0x200, 256, 0x5a]]);
});

test('other bytes are the begin of flash', () => {
    const [{offset, bytes}] = readImage(Buffer.from('raw'));
    assert.deepEqual([offset, bytes.toString()], [0, 'raw']);
});

const broken = [
    [
        'an empty file', () => Buffer.alloc(0),
        'the image has nothing for the flash memory of an RP2040'
    ],
    [
        'an ELF cut short', () => elf().subarray(0, 40),
        'the ELF is not a 32-bit little-endian one for Arm'
    ],
    [
        'an ELF for another machine',
        () => {
            const e = elf();
            e.writeUInt16LE(62, 18);
            return e;
        },
        'the ELF is not a 32-bit little-endian one for Arm'
    ],
    [
        'headers outside',
        () => {
            const e = elf();
            e.writeUInt32LE(80, 28);
            return e;
        },
        'the program headers of the ELF lie outside the file'
    ],
    [
        'headers too small',
        () => {
            const e = elf();
            e.writeUInt16LE(8, 42);
            return e;
        },
        'the program headers of the ELF lie outside the file'
    ],
    [
        'a segment outside',
        () => {
            const e = elf();
            e.writeUInt32LE(9, 52 + 16);
            return e;
        },
        'a segment of the ELF lies outside the file'
    ],
    [
        'a segment in RAM',
        () => {
            const e = elf();
            e.writeUInt32LE(0x20000000, 52 + 12);
            return e;
        },
        '8 bytes at 0x20000000 are not in the flash memory'
    ],
    [
        'nothing to load',
        () => {
            const e = elf();
            e.writeUInt32LE(2, 52);
            return e;
        },
        'the image has nothing for the flash memory of an RP2040'
    ],
    [
        'a UF2 block for nowhere', () => uf2(0x11000000),
        '256 bytes at 0x11000000 are not in the flash memory'
    ],
    [
        'a UF2 block of another family', () => uf2(0x10000000, 0x57755a57),
        'the image has nothing for the flash memory of an RP2040'
    ],
    [
        'a broken UF2 block',
        () => {
            const u = uf2();
            u[508] ^= 1;
            return u;
        },
        'block 0 of the UF2 file is broken'
    ],
    [
        'a UF2 block that is too long',
        () => {
            const u = uf2();
            u.writeUInt32LE(477, 16);
            return u;
        },
        'block 0 of the UF2 file is broken'
    ],
];
for (const [name, make, why] of broken) {
    test(`refused: ${name}`, () => assert.throws(() => readImage(make()), {message: why}));
}

test('no byte that is changed in an image makes more of it than a refusal', () => {
    for (const original of [elf(), uf2()]) {
        for (let at = 0; at < original.length; ++at) {
            for (const value of [0, 0x7f, 0xff]) {
                const bytes = Buffer.from(original);
                bytes[at] = value;
                try {
                    readImage(bytes);
                } catch (error) {
                    assert.equal(error.constructor.name, 'Failure', error.stack);
                }
            }
        }
    }
});

// Source: CRC catalogue, CRC-32/MPEG-2; the second is the Pico SDK's of an empty stage.
test('the checksum of boot stage 2 is the one that the ROM computes', () => {
    assert.equal(boot2Checksum(Buffer.from('123456789')), 0x0376e6e7);
    assert.equal(boot2Checksum(Buffer.alloc(252)), 0x7065399a);
});

test('an image whose boot stage 2 is wrong is not started', () => {
    inFolder((folder) => {
        const bytes = readFileSync(image);
        const stage = bytes.indexOf(Buffer.from('0348044908600', 'hex').subarray(0, 6));
        bytes[stage + 100] ^= 1;
        const file = join(folder, 'broken.elf');
        writeFileSync(file, bytes);
        const {code, err} = run([file]);
        assert.equal(code, 125);
        assert.match(err, /^rp2040: the first 256 bytes at 0x10000000 are no boot stage 2: their /);
    });
});
