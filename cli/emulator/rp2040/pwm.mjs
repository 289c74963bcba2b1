// The PWM outputs as what they are set to, not as pulses: an hour of a dimmed lamp is one line.
//
// An output counts from 0 to TOP, and is high below CC; phase-correct, it counts up and down.
// Source: RP2040 Datasheet, "PWM", "Programmer's Model".
const enabled = 1;
const phaseCorrect = 2;
const inverted = [4, 8];  // A, B
const wholeDuty = 65535;

/** Returns {hertz, duty} of output A (0) or B (1) of a slice. */
function settingOf(slice, side, clkSys) {
    if ((slice.csr & enabled) === 0) return {hertz: 0, duty: 0};
    const counts = slice.top + 1;
    const level = Math.min((slice.cc >>> (16 * side)) & 0xffff, counts);
    const share = (slice.csr & inverted[side]) !== 0 ? counts - level : level;
    const length = counts * slice.timer.prescaler * ((slice.csr & phaseCorrect) !== 0 ? 2 : 1);
    return {hertz: Math.round(clkSys / length), duty: Math.round(share / counts * wholeDuty)};
}

/** onSetting(output, hertz, duty): output is twice the slice, and one more for its B. */
export function watchPwm(machine, onSetting) {
    const known = new Map();
    const look = (mcu, index) => {
        for (const side of [0, 1]) {
            const output = 2 * index + side;
            const {hertz, duty} = settingOf(mcu.pwm.channels[index], side, mcu.clkSys);
            const text = `${hertz} ${duty}`;
            if (text === (known.get(output) ?? '0 0')) continue;
            known.set(output, text);
            onSetting(output, hertz, duty);
        }
    };
    machine.add((mcu) => {
        const write = mcu.pwm.writeUint32;
        mcu.pwm.writeUint32 = (offset, value) => {
            write.call(mcu.pwm, offset, value);
            mcu.pwm.channels.forEach((_, index) => look(mcu, index));
        };
    });
}
