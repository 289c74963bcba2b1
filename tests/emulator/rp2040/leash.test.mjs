// The emulator ends when it is told to, whatever the program does and whoever reads what it prints.
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {join} from 'node:path';
import test from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';

import {driver, image, start} from './emulator.mjs';

const longestMs = 5000;  // half a second and a busy computer

/** Starts what probe.c does at a word and waits until the program runs. */
async function started(word, options = [], more = []) {
    const child = start([image, '--arg', word, ...options], ['ignore', 'pipe', 'ignore', ...more]);
    await once(child.stdout, 'data');
    return child;
}

/** Returns how a process ended, which is killed if it takes too long. */
async function endOf(child) {
    const patience = setTimeout(() => child.kill('SIGKILL'), longestMs);
    const [code, signal] = await once(child, 'exit');
    clearTimeout(patience);
    return signal ?? code;
}

for (const word of ['asleep', 'busy', 'flood', 'resets']) {
    test(`signals end a program that does this: ${word}`, async () => {
        const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
        const children = await Promise.all(signals.map(() => started(word)));
        children.forEach((child, i) => child.kill(signals[i]));
        assert.deepEqual(await Promise.all(children.map(endOf)), [130, 130, 'SIGHUP']);
    });
}

test('a signal ends it when nobody reads what it prints', async () => {
    const child = await started('flood');
    child.stdout.pause();
    await sleep(500);  // the pipe is full by now
    child.kill('SIGTERM');
    assert.equal(await endOf(child), 130);
});

test('a signal ends it when it waits for a word after a reset', async () => {
    const child = await started('resets', ['--control', 'fd:3'], ['pipe']);
    await once(child.stdio[3], 'data');
    child.kill('SIGTERM');
    assert.equal(await endOf(child), 130);
});

const isThere = (pid) => {
    try {
        process.kill(pid, 0);
    } catch {
        return false;
    }
    return true;
};

test('it ends with a parent that is killed', async () => {
    const words = ['asleep', 'busy', 'resets'];
    const line = 'for word in "$@"; do ' +
        '"$node" "$driver" "$image" --arg $word </dev/null 2>/dev/null & echo pid $!; done; wait';
    const env = {...process.env, node: process.execPath, driver: join(driver, 'rp2040.mjs'), image};
    const shell =
        spawn('bash', ['-c', line, 'bash', ...words], {env, stdio: ['ignore', 'pipe', 'ignore']});
    let printed = '';
    shell.stdout.on('data', (bytes) => {
        printed += bytes;
    });
    while (!/on\non\non\n/.test(printed.replace(/pid \d+\n/g, '')))
        await once(shell.stdout, 'data');
    const pids = printed.match(/\d+/g).map(Number);
    assert.deepEqual(pids.map(isThere), [true, true, true]);
    shell.kill('SIGKILL');
    for (let i = 0; i < longestMs / 100 && pids.some(isThere); ++i) await sleep(100);
    const left = pids.filter(isThere);
    left.forEach((pid) => process.kill(pid, 'SIGKILL'));
    assert.deepEqual(left, []);
});
