// The emulator as a program: its streams, its clock, how it ends.
import assert from 'node:assert/strict';
import {once} from 'node:events';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'node:test';

import {image, inFolder, probe, recorded, run, start} from './emulator.mjs';

test('a sleeping program costs no time', () => {
    const begin = performance.now();
    assert.equal(probe('nothing', '--for', '500h').code, 124);
    assert.ok(performance.now() - begin < 10_000);
});

test('with --realtime it takes the time that it says', () => {
    const begin = performance.now();
    assert.equal(probe('nothing', '--for', '1500ms', '--realtime').code, 124);
    assert.ok(performance.now() - begin >= 1500);
});

test('what is typed comes back', () => {
    const {code, out} = run([image, '--arg', 'echo'], 'abc.');
    assert.deepEqual({code, out}, {code: 0, out: 'abc.'});
});

test('100 KB pass the UART at its baud rate without loss', () => {
    inFolder((folder) => {
        const text = 'The quick brown fox jumps over the lazy dog\n'.repeat(2400) + '.';
        writeFileSync(join(folder, 'input'), text);
        const record = join(folder, 'record');
        const result = probe('echo', '--input', join(folder, 'input'), '--record', record);
        assert.deepEqual(result, {code: 0, out: text, err: ''});
        const arrived = readFileSync(record, 'latin1').match(/^\d+ U0r/gm).map(parseFloat);
        const second = (arrived.at(-1) - arrived[0]) / 1e6;
        assert.equal(Math.round((arrived.length - 1) / second), 11521);  // 125 MHz / 16 / 67.8125
    });
});

test('bytes that nobody takes in time are lost, and counted', () => {
    inFolder((folder) => {
        writeFileSync(join(folder, 'input'), 'x'.repeat(100));
        const {code, out, err} =
            probe('slow echo', '--input', join(folder, 'input'), '--for', '30ms');
        assert.equal(code, 124);
        assert.equal(err, `rp2040: uart0: ${100 - out.length} bytes lost on arrival\n`);
        assert.ok(out.length >= 8 && out.length <= 12, `${out.length} of 100`);
    });
});

test('the queue of the UART is full until the wire has emptied it', () => {
    const {code, out, err, record} = recorded('careless', '');
    const sent = 'abcdefghijklmnopqrstuvwxyzabcdefg';  // 32 in the queue, and one on the wire
    assert.deepEqual(
        {code, out, err},
        {code: 0, out: sent, err: 'rp2040: uart0: 67 bytes written without room\n'});
    const times = record.match(/^\d+ U0t/gm).map(parseFloat);
    assert.equal(times.length, sent.length);
    assert.ok(Math.abs(times.at(-1) - times[0] - 32 * 86.8) < 2, `${times.at(-1) - times[0]} us`);
});

test('a program that prints without end is as fast as its line', () => {
    const {code, record} = recorded('flood', '', '--for', '300ms');
    assert.equal(code, 124);
    const count = record.match(/ U0t /g).length;
    assert.ok(Math.abs(count - 3456) <= 2, `${count} bytes in 300 ms at 115200 baud`);
});

test('a stimulus types, at its time', () => {
    const {code, out, record} = recorded('echo', '20000 C 6162\n40000 U0 2e\n');
    assert.deepEqual({code, out}, {code: 0, out: 'ab.'});
    const arrived = record.split('\n').filter((line) => line.includes('U0r'));
    assert.deepEqual(arrived, ['20086 U0r 61', '20173 U0r 62', '40086 U0r 2e']);
});

test('two runs are one', () => {
    const one = recorded('echo', '20000 C 6162\n40000 U0 2e\n');
    assert.deepEqual(recorded('echo', '20000 C 6162\n40000 U0 2e\n'), one);
});

test('whoever started it is told of a reset, and lets it go on', async () => {
    const child = start(
        [image, '--arg', 'reset', '--control', 'fd:3'], ['ignore', 'pipe', 'inherit', 'pipe']);
    let printed = '';
    child.stdout.on('data', (bytes) => {
        printed += bytes;
    });
    const [told] = await once(child.stdio[3], 'data');
    assert.equal(told.toString(), 'reset system reset\n');
    assert.equal(printed, 'first\n');
    child.stdio[3].write('go\n');
    const [end] = await once(child.stdio[3], 'data');
    assert.equal(end.toString(), 'exit 0\n');
    const [code] = await once(child, 'close');
    assert.deepEqual({code, printed}, {code: 0, printed: 'first\nagain\n'});
});

test('it ends at SIGINT with the record finished', async () => {
    await inFolder(async (folder) => {
        const record = join(folder, 'record');
        const child = start(
            [image, '--arg', 'echo', '--realtime', '--record', record],
            ['pipe', 'pipe', 'inherit']);
        child.stdin.write('x');
        await once(child.stdout, 'data');
        child.kill('SIGINT');
        const [code] = await once(child, 'close');
        assert.equal(code, 130);
        assert.match(readFileSync(record, 'latin1'), /U0t 78\n\d+ end\n$/);
    });
});

// What is wrong with the command line or the files, and what is said of it.
const refused = [
    [[], 'no FIRMWARE given'],
    [['a', 'b'], 'unknown option b'],
    [['a', '--for'], '--for wants a value'],
    [['a', '--for', '3'], '--for 3: expected a time, as 500ms or 3s'],
    [['a', '--console', 'tty'], '--console tty: expected uart0, uart1 or usb'],
    [['a', '--flash', '1'], '--flash 1: expected 4096 to 16777216 bytes'],
    [['a', '--vectors', '7'], '--vectors 7: expected a multiple of 256 within flash'],
    [['a', '--speed', '7'], 'unknown option --speed'],
    [['/nowhere/a'], 'ENOENT: no such file or directory, open \'/nowhere/a\''],
];
for (const [words, why] of refused) {
    test(`refused: ${words.join(' ')}`, () => {
        assert.deepEqual(run(words), {code: 125, out: '', err: `rp2040: ${why}\n`});
    });
}

const badStimuli = [
    '0 P30 1', '0 P3 2', '-1 P3 1', '0 U2 61', '0 U0 6', '0 A5 1', '0 A0 65536', '0 I2.48 00 00',
    '0 I0.80 00 00', '0 C', '0 usb fly 1', '9999999999999 C 61'
];
for (const line of badStimuli) {
    test(`refused in a stimulus: ${line}`, () => {
        const {code, err} = recordedFailure(`0 C 61\n${line}\n`);
        assert.deepEqual({code, err}, {
            code: 125,
            err: `rp2040: line 2 of the stimulus is not in order: ${line}\n`,
        });
    });
}

test('a stimulus does not go back in time', () => {
    const {code, err} = recordedFailure('5 C 61\n4 C 61\n');
    assert.deepEqual(
        {code, err}, {code: 125, err: 'rp2040: line 2 of the stimulus goes back in time\n'});
});

function recordedFailure(stimulus) {
    return inFolder((folder) => {
        writeFileSync(join(folder, 'stimulus'), stimulus);
        return probe('nothing', '--stimulus', join(folder, 'stimulus'));
    });
}

test('a record that cannot be written fails the run', () => {
    inFolder((folder) => {
        mkdirSync(join(folder, 'record'));
        const {code, err} = probe('pads', '--record', join(folder, 'record'));
        assert.equal(code, 125);
        assert.match(err, /EISDIR/);
    });
});
