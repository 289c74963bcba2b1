// The computer at the other end of the USB cable, with a device of ours on this one.
import assert from 'node:assert/strict';
import {join} from 'node:path';
import test from 'node:test';

import {driver} from './emulator.mjs';
import {UsbDevice} from './usb_device.mjs';

const {Machine} = await import(join(driver, 'machine.mjs'));
const {UsbHost} = await import(join(driver, 'usb.mjs'));
const {readConfiguration} = await import(join(driver, 'usb_descriptors.mjs'));

const vectors = 0x10000100;
const sleepsForEver = Buffer.from('0020042009010010', 'hex');  // stack, entry
const code = Buffer.from('30bffde7', 'hex');                   // wfi; b to it

/** A machine with host and device; `run(ms)` lets time pass. */
function connect(changes, options) {
    const pieces = [{offset: 0x100, bytes: Buffer.concat([sleepsForEver, code])}];
    const machine = new Machine(pieces, {vectors});
    const heard = {serial: '', opened: 0, failed: [], notes: []};
    const host = new UsbHost(
        machine, {
            onOpen: () => {
                ++heard.opened;
            },
            onSerial: (bytes) => {
                heard.serial += Buffer.from(bytes).toString('latin1');
            },
            onTransfer: (setup, data, answer) => {
                if (!answer) heard.failed.push(Buffer.from(setup).toString('hex'));
            },
            onNote: (text) => heard.notes.push(text),
        },
        options);
    const device = new UsbDevice(machine, changes);
    machine.start();
    const run = (ms) => machine.run(machine.nanos + ms * 1e6, Infinity);
    return {machine, host, device, heard, run};
}

/** As connect(), with the port open. */
function opened(changes) {
    const all = connect(changes);
    all.device.plug();
    all.run(300);
    assert.equal(all.heard.opened, 1);
    return all;
}

test('a device is enumerated, configured and opened', () => {
    const {device, heard, run} = connect();
    run(500);
    assert.deepEqual(device.asked, []);  // it has not pulled up its line
    device.plug();
    run(300);
    assert.deepEqual(device.asked, [
        '8006000100004000',                         // the device's descriptor, to learn its packets
        '0005010000000000',                         // address 1
        '8006000100001200', '8006000200000900',     // device; the head of the configuration,
        '800601030904ff00', '800602030904ff00',     // strings,
        '8006000200005400',                         // all of the configuration
        '0009010000000000',                         // configuration 1
        '2120000000000700', 'data 00c20100000008',  // 115200 baud, 8N1
        '2122030000000000',                         // DTR and RTS
    ]);
    assert.deepEqual(heard, {serial: '', opened: 1, failed: [], notes: []});
    assert.equal(device.resets, 2);
});

test('bytes pass both ways', () => {
    const {host, device, heard, run} = opened();
    const text = 'x'.repeat(64) + 'and more than one packet';
    host.feed(Buffer.from(text));
    device.print('hello ');
    run(1);
    device.print('world');
    run(1);
    assert.equal(heard.serial, 'hello world');
    assert.equal(device.typed, text);
});

test('a packet of the wrong DATA0 or DATA1 is lost, as with a real host', () => {
    const {host, device, heard, run} = opened({skipsToggle: true});
    host.feed(Buffer.from('x'.repeat(64) + 'y'));
    device.print('one');
    run(1);
    device.print('two');
    run(1);
    assert.equal(heard.serial, 'one');
    assert.equal(device.typed, 'x'.repeat(64));
    assert.deepEqual(
        heard.notes,
        ['endpoint 2 expects DATA0 out of turn', 'endpoint 2 sends DATA0 out of turn']);
});

test('baud rate, lines and resets are asked for', () => {
    const {host, device, run} = opened();
    device.asked = [];
    host.setLineCoding(1200);
    host.setLines(0);
    host.requestReset(1);
    run(1);
    assert.deepEqual(
        device.asked,
        ['2120000000000700', 'data b0040000000008', '2122000000000000', '2101000002000000']);
});

test('the cable is pulled and plugged', () => {
    const {host, device, heard, run} = opened();
    host.plug(false);
    host.setLines(0);
    run(500);
    host.plug(true);
    run(300);
    assert.equal(heard.opened, 2);
    device.plug(false);
    run(500);
    device.plug();
    run(300);
    assert.equal(heard.opened, 3);
    assert.deepEqual(heard.failed, []);
});

test('the chip is reset, and enumerated again', () => {
    const {machine, device, heard, run} = opened();
    machine.onReset = () => {};
    machine.reset('watchdog');
    machine.renew();
    machine.start();
    device.plug();
    run(300);
    assert.equal(heard.opened, 2);
});

test('a request that stalls fails alone', () => {
    const isString = ([type, request, , kind]) => type === 0x80 && request === 6 && kind === 3;
    const {heard} = opened({stalls: isString});
    assert.deepEqual(heard.failed, ['800601030904ff00', '800602030904ff00']);
    assert.deepEqual(heard.notes, Array(2).fill('no answer to a request for descriptor 3'));
});

test('a device that does not answer is given up', () => {
    const {device, heard, run} = connect({stalls: ([, request]) => request === 9});
    device.plug();
    run(300);
    assert.equal(heard.opened, 0);
    assert.deepEqual(heard.failed, ['0009010000000000']);
});

test('a host that opens at once holds the program until the port is open', () => {
    const {machine, device, heard, run} = connect({}, {opensAtOnce: true});
    run(1);
    assert.equal(machine.isHeld, false);  // there is nothing to open
    device.plug();
    run(0.1);
    assert.deepEqual([machine.isHeld, heard.opened], [true, 0]);
    run(1);
    assert.deepEqual([machine.isHeld, heard.opened], [false, 1]);
    device.plug(false);
    run(1);
    device.plug();
    run(2);
    assert.deepEqual([machine.isHeld, heard.opened], [false, 2]);
    assert.deepEqual(heard.notes, []);
});

test('a host that opens at once does not wait for ever', () => {
    const {machine, device, heard, run} =
        connect({stalls: ([, request]) => request === 9}, {opensAtOnce: true});
    device.plug();
    run(900);
    assert.equal(machine.isHeld, true);
    run(200);
    assert.deepEqual([machine.isHeld, heard.opened], [false, 0]);
});

const brokenConfigurations =
    [[9, 2, 12, 0, 1, 1, 0, 128, 50, 0, 4, 0], [9, 2, 12, 0, 1, 1, 0, 128, 50, 9, 4, 0]];
for (const configuration of brokenConfigurations) {
    test(`a broken configuration is not set: ${configuration.slice(9)}`, () => {
        const {device, heard, run} = connect({configuration});
        device.plug();
        run(300);
        assert.deepEqual(heard.notes, ['the configuration descriptor is broken']);
        assert.equal(heard.opened, 0);
    });
}

test('a device without a serial port has none', () => {
    const configuration = [9, 2, 18, 0, 1, 1, 0, 128, 50, 9, 4, 0, 0, 0, 3, 0, 0, 0];
    const {machine, device, heard, run} = connect({configuration}, {opensAtOnce: true});
    device.plug();
    run(3);
    assert.equal(machine.isHeld, false);
    assert.deepEqual(heard.notes, ['no CDC-ACM interface: no serial port']);
});

test('descriptors that lie do no harm', () => {
    for (let seed = 0; seed < 20_000; ++seed) {
        const bytes =
            Uint8Array.from({length: seed % 40}, (_, i) => (seed * 2654435761 >>> (i % 24)) & 0x1f);
        readConfiguration(bytes);
    }
});
