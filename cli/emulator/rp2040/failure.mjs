// What ends a run that is not the firmware's doing.

/** Something that whoever started the emulator can mend: a file, an option, a missing package. */
export class Failure extends Error {}

/** The codes that the process itself ends with; all others are the firmware's own. */
export const exitCode = Object.freeze({
    timeOver: 124,  // --for is over, as timeout(1) says it
    failure: 125,
    bootloader: 126,
    lockedUp: 134,  // a fault within a fault, as QEMU says it
    interrupted: 130,
});

export const hex = (value) => `0x${(value >>> 0).toString(16).padStart(8, '0')}`;
