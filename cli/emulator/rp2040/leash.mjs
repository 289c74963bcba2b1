// What ends the emulator from outside: a signal, and the end of whoever started it. SIGHUP is left
// to the system, so that nohup(1) works.
import {exitCode} from './failure.mjs';

// What is left for the record's end. The output may be a pipe that nobody reads, and a reset waits
// for a word that nobody says: after this the process ends as it is, before perth(1) kills it.
const graceMs = 500;
const lookMs = 250;  // between two looks at the parent

/** Calls `end` once when the run is to end. */
export function onEndFromOutside(end) {
    let isEnding = false;
    const begin = () => {
        if (isEnding) return;
        isEnding = true;
        setTimeout(() => process.exit(exitCode.interrupted), graceMs).unref();
        end();
    };
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, begin);
    // A parent that was killed says nothing, and a pipe from it need not be there.
    const parent = process.ppid;
    const look = setInterval(() => {
        if (process.ppid === parent) return;
        clearInterval(look);
        begin();
    }, lookMs);
    look.unref();
}
