// A program whose console is over USB, and the computer at the other end of its cable.
import assert from 'node:assert/strict';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'node:test';

import {inFolder, run} from '../rp2040/emulator.mjs';

const image = process.env.PERTH_RP2040_USB_CONSOLE;
const banner = '-- usb-console 1.0, build \n';
const intoBootloader = 126;

/** Runs the program with its console. */
const converse = (input, ...options) => run([image, '--console', 'usb', ...options], input);

/** The same, while the world does something; returns also what was asked of the device. */
const stirred = (stimulus, input, ...options) => inFolder((folder) => {
    const [world, log] = ['world', 'log'].map((name) => join(folder, name));
    writeFileSync(world, stimulus);
    const result = converse(input, '--stimulus', world, '--usb-log', log, ...options);
    return {...result, log: readFileSync(log, 'latin1')};
});

const lines = (count) => Array.from({length: count}, (_, i) => `line ${i}\n`).join('');

test('who opens the port sees the first lines, and is heard', () => {
    const {code, out, err} = converse('hello\nend\n');
    assert.deepEqual({code, out, err}, {code: 0, out: `${banner}ready\nhello\n`, err: ''});
});

test('the device says what it is', () => {
    const {log, code} = stirred('', 'end\n');
    assert.equal(code, 0);
    assert.match(log, / 8006000100001200 12010002ef0201408a2e0a00000101020[03]01 ok\n/);
    assert.match(log, / 2120000000000700 00c20100000008 ok\n/);
    assert.doesNotMatch(log, / stall\n/);
});

test('no line is too early for who opens the port at once', () => {
    const hasty = (...options) => converse('', '--arg', 'hasty', ...options);
    const {code, out} = hasty('--usb-at-once');
    assert.equal(code, 0);
    assert.ok(out === `${banner}${lines(100)}`, out);
    assert.deepEqual(hasty(), {code: 0, out: '', err: ''});
});

test('100 KB to the computer arrive', () => {
    const {code, out} = converse('flood\nend\n');
    assert.equal(code, 0);
    assert.ok(out === `${banner}ready\n${lines(10000)}flood\n`, `${out.length} bytes`);
});

test('100 KB from the computer arrive, and come back', () => {
    const {code, out} = converse(`${lines(10000)}end\n`);
    assert.equal(code, 0);
    assert.ok(out === `${banner}ready\n${lines(10000)}`, `${out.length} bytes`);
});

test('the touch leads into the bootloader', () => {
    const {code, out} = stirred('500000 usb baud 1200\n510000 usb lines 0\n', '');
    assert.equal(code, intoBootloader);
    assert.equal(out, `${banner}ready\n`);
});

test('other rates and closing do not', () => {
    const {code} = stirred(
        '500000 usb baud 9600\n510000 usb lines 0\n520000 usb baud 1200\n530000 usb lines 0\n', '',
        '--for', '1s');
    assert.equal(code, 124);
});

test('the reset request leads into the bootloader, or begins anew', () => {
    assert.equal(stirred('500000 usb reset 1\n', '').code, intoBootloader);
    const restarted = stirred('500000 usb reset 2\n', '', '--for', '1s');
    assert.equal(restarted.code, 124);
    assert.equal(restarted.out, `${banner}ready\n`.repeat(2));
});

test('the agent puts the program into the bootloader', () => {
    // The packet of tests/emulator/ports/ask_for_bootloader.sh.
    const {code, out} = converse('\x06\x09AAoCAAAAUEUHAYV2\n');
    assert.equal(code, intoBootloader);
    assert.match(out, /ready\n\n\x06\x09ABADAAAGUEUHAb9icmMA\S+\n$/);
});

test('a panic is told, though no interrupt is served any more', () => {
    const {code, out} = converse('panic\n');
    assert.equal(code, 1);
    assert.match(out, /\n@perth panic asked for: 1 2\n/);
    assert.match(out, /\n@perth stack [0-9a-f]{8} /);
    assert.match(out, /\n@perth end\n$/);
});

test('who opens the port after a panic reads how it began, and gets into the bootloader', () => {
    const {code, out} = stirred(
        '500000 C 6c617465720a\n600000 usb lines 0\n800000 usb lines 3\n' +
            '900000 usb baud 1200\n910000 usb lines 0\n',
        '', '--no-semihosting', '--for', '1500ms');
    assert.equal(code, intoBootloader);
    assert.match(
        out, /^-- usb-console 1.0, build \nready\n\n@perth panic asked for: 1 2\n@perth build /);
});

test('after a replug the program goes on', () => {
    const {code, out} =
        stirred('500000 usb cable 0\n600000 usb cable 1\n1200000 C 616761696e0a656e640a\n', '');
    assert.equal(code, 0);
    assert.equal(out, `${banner}ready\nagain\n`);
});
