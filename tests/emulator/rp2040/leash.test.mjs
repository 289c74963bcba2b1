// The emulator ends when it is told to, whatever the program does and whoever reads what it prints.
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
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

// Whoever inherits an orphan may take his time to ask how it ended: until then it is a zombie.
const isThere = (pid) => {
    try {
        return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
    } catch {
        return false;
    }
};

/** Starts it by a shell, waits until the program runs, and kills the shell; returns its pid. */
async function orphaned(word) {
    const line = '"$node" "$driver" "$image" --arg $0 </dev/null 2>/dev/null & echo $!; wait';
    const env = {...process.env, node: process.execPath, driver: join(driver, 'rp2040.mjs'), image};
    const shell = spawn('bash', ['-c', line, word], {env, stdio: ['ignore', 'pipe', 'ignore']});
    let printed = '';
    shell.stdout.on('data', (bytes) => {
        printed += bytes;
    });
    while (!/^\d+\non\n/.test(printed)) await once(shell.stdout, 'data');
    const pid = parseInt(printed, 10);
    assert.ok(isThere(pid));
    shell.kill('SIGKILL');
    return pid;
}

test('it ends with a parent that is killed', async () => {
    const pids = await Promise.all(['asleep', 'busy', 'resets'].map(orphaned));
    for (let i = 0; i < longestMs / 100 && pids.some(isThere); ++i) await sleep(100);
    const left = pids.filter(isThere);
    left.forEach((pid) => process.kill(pid, 'SIGKILL'));
    assert.deepEqual(left, []);
});
