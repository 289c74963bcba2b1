// The pads: their levels, whoever drives them. rp2040js shows a program neither its own outputs
// nor the pulls on its inputs; here, it sees the level as on a chip.
//
// A pad that the program drives has that level; else the world's; else a pull decides; else it is
// open and reads as low.
const levelLow = 1;  // of a pad's interrupt status

export class Pads {
    /** onLevel(pad, level) is told each change; a level is '0', '1' or 'z'. */
    constructor(machine, onLevel) {
        this.onLevel = onLevel;
        this.world = [];
        machine.add((mcu) => this.attach(mcu));
    }

    attach(mcu) {
        this.pins = mcu.gpio;
        this.levels ??= this.pins.map(() => 'z');
        this.seen = this.pins.map(() => false);  // what the program's inputs are given
        this.pins.forEach((pin, number) => {
            pin.irqStatus = levelLow;
            pin.lastValue = pin.value;
            pin.addListener(() => this.update(number));
            pin.refreshInput = () => this.show(number);
            // What no program has touched is not told.
            if (this.levels[number] !== 'z') this.update(number);
            this.show(number);
        });
    }

    get count() { return this.pins.length; }

    /** The world drives a pad, or with 'z' lets it go. */
    drive(number, level) {
        this.world[number] = level;
        this.update(number);
    }

    levelOf(number) {
        const pin = this.pins[number];
        if (pin.outputEnable && !pin.outputDisable) return pin.outputValue ? '1' : '0';
        const world = this.world[number] ?? 'z';
        if (world !== 'z') return world;
        if (pin.pullupEnabled === pin.pulldownEnabled) return 'z';
        return pin.pullupEnabled ? '1' : '0';
    }

    update(number) {
        const level = this.levelOf(number);
        if (level === this.levels[number]) return;
        this.levels[number] = level;
        this.show(number);
        this.onLevel(number, level);
    }

    /** Gives the program's side of the pad its level; a second time would be a second edge. */
    show(number) {
        const pin = this.pins[number];
        const isHigh = this.levels[number] === '1';
        const isSeen = isHigh && pin.inputEnable;
        if (isSeen === this.seen[number]) {
            pin.rawInputValue = isHigh;
            return;
        }
        this.seen[number] = isSeen;
        pin.setInputValue(isHigh);
    }
}
