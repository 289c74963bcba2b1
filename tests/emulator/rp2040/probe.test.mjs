// What the emulator does to a program, seen from inside: probe.c looks and complains.
import assert from 'node:assert/strict';
import test from 'node:test';

import {probe, recorded} from './emulator.mjs';

const ended = (code, out = '', err = '') => ({code, out, err});

test('WFI ends at alarms, pending interrupts and SysTick, outside critical sections', () => {
    assert.deepEqual(probe('wfi'), ended(0));
});

test('pads show pulls, outputs and the world, an edge a change', () => {
    const {code, out, record} = recorded('pads', '1000 P5 1\n1500 P5 0\n');
    assert.deepEqual({code, out}, {code: 0, out: ''});
    const levels = record.match(/P5 ./g);
    assert.deepEqual(levels, ['P5 1', 'P5 0']);
});

test('ROM functions erase and program flash; stores do not change it', () => {
    assert.deepEqual(probe('flash'), ended(0));
});

test('code in flash does not run while flash cannot be read', () => {
    const {code, err} = probe('unreadable');
    assert.equal(code, 134);
    assert.match(err, /^rp2040: the core is locked up: read of flash at 0x[0-9a-f]{8} while it /);
});

for (const [word, cause] of [['watchdog', 'watchdog'], ['reset', 'system reset']]) {
    test(`the chip is reset by ${cause}, and keeps the watchdog's scratch registers`, () => {
        assert.deepEqual(probe(word), ended(0, 'first\nagain\n', `rp2040: reset (${cause})\n`));
    });
}

test('the program may go to the USB bootloader', () => {
    assert.deepEqual(
        probe('bootloader'), ended(126, '', 'rp2040: the program went to the USB bootloader\n'));
});

for (const word of ['read', 'store', 'unaligned', 'undefined', 'breakpoint']) {
    test(`HardFault: ${word}`, () => assert.deepEqual(probe(word), ended(9, 'fault\n')));
}

test('a fault within HardFault locks the core up', () => {
    const {code, out, err} = probe('fault in fault');
    assert.deepEqual({code, out}, {code: 134, out: 'fault\n'});
    assert.match(err, /^rp2040: the core is locked up: Read from invalid memory address: 30000000/);
});

test('without semihosting its breakpoint is a fault', () => {
    const {code, err} = probe('wfi', '--no-semihosting');
    assert.equal(code, 134);
    assert.match(err, /^rp2040: the core is locked up: breakpoint at 0x[0-9a-f]{8} .* within Hard/);
});

test('buses answer as the stimulus says, and what happens on them is recorded', () => {
    const {code, out, record} = recorded('bus', '0 A2 4096\n0 I0.48 10 1234\n');
    assert.deepEqual({code, out}, {code: 0, out: 'adc 00000100\ni2c 00001234\nnobody at 49\n'});
    const lines = record.split('\n').filter((line) => !line.includes('U0t'));
    assert.deepEqual(lines.map((line) => line.replace(/^\d+ /, '')), [
        'A2 4096',
        'I0 48 w 10 ok',
        'I0 48 r 1234 ok',
        'I0 49 w - nack',
        'W8 1000 0',
        'W9 1000 16384',
        'S0 a55a ffff',
        'W8 0 0',
        'W9 0 0',
        'end',
        '',
    ]);
    const begin = Number(lines[1].split(' ')[0]);
    const end = Number(lines[2].split(' ')[0]);
    assert.ok(end - begin >= 270 && end - begin <= 281, `27 or 28 bits at 100 kHz: ${end - begin}`);
});
