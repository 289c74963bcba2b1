#!/usr/bin/env node
// Runs the firmware of an RP2040 board: `node rp2040.mjs --help` tells how.
import {readFileSync} from 'node:fs';

import {exitCode, Failure} from './failure.mjs';
import {parseOptions, usage} from './options.mjs';

const oldestNode = 18;

async function main() {
    if (parseInt(process.versions.node, 10) < oldestNode) {
        throw new Failure(`Node.js ${process.versions.node} is too old: ${oldestNode} or later`);
    }
    const options = parseOptions(process.argv.slice(2));
    if (options.wantsHelp) {
        process.stdout.write(usage);
        return 0;
    }
    let session;
    try {
        session = await import('./session.mjs');
    } catch (error) {
        if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
        throw new Failure(`the package rp2040js is not installed: ${error.message}`);
    }
    let bytes;
    try {
        bytes = readFileSync(options.file);
    } catch (error) {
        throw new Failure(error.message);
    }
    return new session.Session(options, bytes).run();
}

main().then(
    (code) => {
        process.exitCode = code;
    },
    (error) => {
        const text = error instanceof Failure ? error.message : error.stack;
        process.stderr.write(`rp2040: ${text}\n`);
        process.exitCode = exitCode.failure;
    });
