// Mends the overflow flag of SBCS and ADCS in rp2040js 1.4.1: it adds the carry to the operand
// first, and 7FFFFFFF + 1 then counts as negative. Any comparison of a 64-bit time with the largest
// one is wrong by that: the alarm that never comes would come at once.
const signBit = 0x80000000;
const sbcs = 0b0100000110;
const adcs = 0b0100000101;

/** Returns whether the instruction that runs has this opcode in its upper ten bits. */
const runs = (core, opcode) => core.rp2040.readUint16((core.PC & ~1) - 2) >> 6 === opcode;
const isNegative = (value) => (value & signBit) !== 0;

export function mendCarry(core) {
    const prototype = Object.getPrototypeOf(core);
    if (prototype.isCarryMended) return;
    prototype.isCarryMended = true;

    const subtract = prototype.substractUpdateFlags;
    prototype.substractUpdateFlags = function(minuend, subtrahend) {
        const result = subtract.call(this, minuend, subtrahend);
        if (subtrahend === signBit && runs(this, sbcs)) {
            this.V = isNegative(minuend) && !isNegative(result);
        }
        return result;
    };

    const add = prototype.addUpdateFlags;
    prototype.addUpdateFlags = function(first, second) {
        const result = add.call(this, first, second);
        if (second === signBit && runs(this, adcs)) {
            this.V = !isNegative(first) && isNegative(result);
        }
        return result;
    };
}
