// Runs the emulator as a user does.
import {spawn, spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

/** The driver's folder and the image of probe.c. */
export const driver = process.env.PERTH_RP2040;
export const image = process.env.PERTH_RP2040_PROBE;

export const patience = 20_000;  // ms; far more than any of these runs takes

/** Returns {code, out, err} of the emulator with these arguments. */
export function run(words, input = '') {
    const result = spawnSync(
        process.execPath, [join(driver, 'rp2040.mjs'), ...words],
        {input, encoding: 'latin1', timeout: patience, maxBuffer: 1 << 26});
    return {code: result.status, out: result.stdout, err: result.stderr};
}

/** Runs what probe.c does at a word. */
export const probe = (word, ...options) => run([image, '--arg', word, ...options]);

/** Starts the emulator; returns the child process. */
export const start = (words, stdio) =>
    spawn(process.execPath, [join(driver, 'rp2040.mjs'), ...words], {stdio});

/** Calls `work(path)` with a folder that exists for that long; also for a promise's time. */
export function inFolder(work) {
    const folder = mkdtempSync(join(tmpdir(), 'perth-rp2040-'));
    const remove = () => rmSync(folder, {recursive: true});
    let result;
    try {
        result = work(folder);
    } finally {
        if (!(result instanceof Promise)) remove();
    }
    return result instanceof Promise ? result.finally(remove) : result;
}

/** Returns what a run recorded with this stimulus. */
export function recorded(word, stimulus, ...options) {
    return inFolder((folder) => {
        const record = join(folder, 'record');
        writeFileSync(join(folder, 'stimulus'), stimulus);
        const result =
            probe(word, '--record', record, '--stimulus', join(folder, 'stimulus'), ...options);
        return {...result, record: readFileSync(record, 'latin1')};
    });
}
