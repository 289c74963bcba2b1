// node masked_rp2040.mjs DRIVER_FOLDER ELF: runs an image of the RP2040 to its end and prints the
// longest stretch of instructions with PRIMASK set, as trace.hpp has it: how many, the address of
// the first, and how many instructions ran in all. The driver's machine, step by step.
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';

const [folder, elf] = process.argv.slice(2);
const load = (name) => import(pathToFileURL(join(folder, name)));
const {readImage} = await load('image.mjs');
const {Machine} = await load('machine.mjs');
const {Semihosting} = await load('semihosting.mjs');

const machine = new Machine(readImage(readFileSync(elf)));
machine.semihosting = new Semihosting(machine, {print: () => {}});
// Without wires a UART takes everything at once, as QEMU's without a console does.
machine.onEnd = (code) => {
    process.exitCode = code;
};
machine.onLockUp = (text) => {
    throw new Error(text);
};

let longest = 0;
let longestFrom = 0;
let length = 0;
let from = 0;
let traced = 0;
const step = machine.step.bind(machine);
machine.step = () => {
    const {core} = machine.mcu;
    const pc = core.PC & ~1;
    step();
    ++traced;
    if (!core.PM) {
        length = 0;
        return;
    }
    if (length++ === 0) from = pc;
    if (length > longest) [longest, longestFrom] = [length, from];
};
machine.start();
machine.run(1e9, 1e9);
console.log(`${longest} ${longestFrom.toString(16)} ${traced}`);
