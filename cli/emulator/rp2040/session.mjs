// One run of a program: the machine, what it is connected with, and how its time passes.
import {Control, openSocket, readFrom, readInput, Sink} from './channels.mjs';
import {exitCode} from './failure.mjs';
import {Debugger} from './gdb.mjs';
import {makeI2cBuses} from './i2c.mjs';
import {readImage} from './image.mjs';
import {onEndFromOutside} from './leash.mjs';
import {Machine} from './machine.mjs';
import {Pads} from './pads.mjs';
import {watchPwm} from './pwm.mjs';
import {Record} from './record.mjs';
import {Semihosting} from './semihosting.mjs';
import {makeSpiBuses} from './spi.mjs';
import {makeLines} from './uart.mjs';
import {UsbHost} from './usb.mjs';
import {readStimulus, World} from './world.mjs';

const slice = 100_000;          // instructions between two looks at the outside
const longestLagNanos = 250e6;  // behind the wall clock; then it is given up
const longestPauseMs = 60_000;

const turn = () => new Promise((resolve) => setImmediate(resolve));

export class Session {
    constructor(options, file) {
        this.options = options;
        this.machine = new Machine(readImage(file), options);
        this.terminal = options.terminal ? openSocket(options.terminal) : null;
        this.output = new Sink(this.terminal ?? process.stdout, 'console');
        this.printed = [];  // bytes for it
        this.control = options.control ? new Control(options.control) : null;
        this.record = this.openRecord();
        this.connect();
        this.ending = null;  // the process's exit code, once it is known
        this.isReset = false;
        this.isHalted = options.gdb !== undefined;  // by a debugger
        this.wake = () => {};
    }

    openRecord() {
        this.recordSink = this.options.record ? Sink.open(this.options.record) : null;
        const write = this.recordSink ? (text) => this.recordSink.write(text) : () => {};
        return new Record(write, () => this.machine.nanos);
    }

    connect() {
        const {machine, options, record} = this;
        machine.semihosting = new Semihosting(machine, {
            commandLine: options.args.join(' '),
            print: (bytes) => process.stderr.write(bytes),
        });
        machine.onEnd = (code) => this.end(code, `exit ${code}`);
        machine.onLockUp = (text) =>
            this.end(exitCode.lockedUp, `lockup ${text}`, `the core is locked up: ${text}`);
        machine.onBootloader = () =>
            this.end(exitCode.bootloader, 'bootloader', 'the program went to the USB bootloader');
        machine.onReset = (cause) => {
            this.isReset = cause;
        };
        machine.onNote = (text) => {
            if (options.isVerbose) this.say(text);
        };
        this.analog = [];
        machine.add((mcu) => this.analog.forEach((value, channel) => {
            mcu.adc.channelValues[channel] = value >>> 4;
        }));
        this.pads = new Pads(machine, (pad, level) => record.level(pad, level));
        this.lines = makeLines(machine, {
            onSent: (number, byte) => record.sent(number, byte),
            onReceived: (number, byte) => record.received(number, byte),
        });
        this.i2c = makeI2cBuses(machine, (...transfer) => record.i2c(...transfer));
        makeSpiBuses(machine, (...transfer) => record.spi(...transfer));
        watchPwm(machine, (...setting) => record.pwm(...setting));
        this.connectUsb();
        if (options.console !== 'usb') this.connectConsole(options.console === 'uart1' ? 1 : 0);
        const events = options.stimulus ? readStimulus(readInput(options.stimulus)) : [];
        this.world = new World(machine, this, events);
    }

    connectConsole(number) {
        this.line = this.lines[number];
        this.line.keepsForOpen = true;
        this.machine.add((mcu) => {
            const send = mcu.uart[number].onByte;
            mcu.uart[number].onByte = (byte) => {
                this.printed.push(byte);
                send(byte);
            };
        });
    }

    connectUsb() {
        this.usbLog = this.options.usbLog ? Sink.open(this.options.usbLog) : null;
        const isConsole = this.options.console === 'usb';
        const events = {
            onOpen: () => {},
            onSerial: (bytes) => {
                if (isConsole) this.printed.push(...bytes);
            },
            onTransfer: (...transfer) => this.logTransfer(...transfer),
            onNote: (text) => this.say(`usb: ${text}`),
        };
        this.usb = new UsbHost(this.machine, events, {opensAtOnce: this.options.isUsbAtOnce});
    }

    logTransfer(setup, data, answer) {
        const digits = [setup, data.length > 0 ? data : answer ?? []].map(
            (bytes) => Buffer.from(bytes).toString('hex') || '-');
        const end = answer ? 'ok' : 'stall';
        this.usbLog?.write(`${Math.floor(this.machine.nanos / 1000)} ${digits.join(' ')} ${end}\n`);
    }

    /** Sets the voltage at an ADC channel, 0 to 65535. */
    setAnalog(channel, value) {
        if (this.analog[channel] !== value) this.record.analog(channel, value);
        this.analog[channel] = value;
        this.machine.mcu.adc.channelValues[channel] = value >>> 4;  // of 12 bits
    }

    say(text) { process.stderr.write(`rp2040: ${text}\n`); }

    /** Bytes for the console. */
    type(bytes) {
        (this.line ?? this.usb).feed(bytes);
        this.wake();
    }

    /** Ends the run after this instruction. */
    end(code, word, text) {
        if (this.ending !== null) return;
        this.ending = code;
        this.machine.stop();
        if (text) this.say(text);
        this.control?.say(word);
    }

    async run() {
        const {options} = this;
        const closeInput = this.openInput();
        onEndFromOutside(() => this.interrupt());
        try {
            if (options.gdb) {
                this.debugger = new Debugger(this.machine, this);
                await this.debugger.listen(options.gdb);
            }
            this.world.play();  // what is there from the start on
            this.machine.start();
            await this.runToEnd();
            await this.finish();
        } finally {
            closeInput();
            this.debugger?.close(this.ending ?? 0);
            this.control?.close();
        }
        return this.ending;
    }

    /** Returns what ends the reading. */
    openInput() {
        if (this.options.input) {
            this.type(readInput(this.options.input));
            return () => {};
        }
        // A terminal that is gone has nobody who wants the program to go on.
        this.terminal?.on('close', () => this.interrupt());
        return readFrom(this.terminal ?? process.stdin, (bytes) => this.type(bytes));
    }

    setHalted(isHalted) {
        this.isHalted = isHalted;
        if (isHalted)
            this.machine.stop();
        else
            this.machine.isStopped = false;
        this.wake();
    }

    interrupt() {
        this.end(exitCode.interrupted, 'interrupted');
        this.wake();
    }

    async runToEnd() {
        let begin = performance.now() - this.machine.nanos / 1e6;
        while (this.ending === null) {
            if (this.isHalted) {
                await this.handOn();
                await this.pause(longestPauseMs);
                continue;
            }
            const wall = (performance.now() - begin) * 1e6;
            const until =
                this.options.isRealtime ? Math.min(wall, this.options.limit) : this.options.limit;
            const goesOn = this.machine.run(until, slice);
            begin += this.lagMs(wall);
            await this.handOn();
            if (this.ending !== null || this.isHalted) continue;
            if (this.isReset !== false) {
                await this.restart();
                await turn();  // a program may reset itself at once, and for ever
            } else if (this.machine.nanos >= this.options.limit) {
                this.end(exitCode.timeOver, 'over');
            } else if (!goesOn) {
                await this.pause(longestPauseMs);
            } else if (this.options.isRealtime && this.machine.nanos >= wall) {
                await this.pause(this.untilNextMs());
            } else {
                await turn();
            }
        }
    }

    /** How far a program that has more to do than it has time for has fallen behind. */
    lagMs(wall) {
        const lag = Math.min(wall, this.options.limit) - this.machine.nanos;
        return lag > longestLagNanos ? lag / 1e6 : 0;
    }

    /** How long nothing happens on the clock of a program that keeps to the wall clock. */
    untilNextMs() {
        const {clock} = this.machine.mcu;
        if (!this.machine.isAsleep) return 0;
        const next = clock.nextAlarm ? clock.nanosToNextAlarm : Infinity;
        return Math.min(
            next / 1e6, (this.options.limit - this.machine.nanos) / 1e6, longestPauseMs);
    }

    /** Waits, but not longer than for something to come from outside. */
    async pause(milliseconds) {
        let timer;
        await new Promise((resolve) => {
            this.wake = resolve;
            timer = setTimeout(resolve, milliseconds);
        });
        clearTimeout(timer);
        this.wake = () => {};
    }

    handOnPrinted() {
        if (this.printed.length > 0) this.output.write(Buffer.from(this.printed));
        this.printed = [];
    }

    /** Gives away what has gathered. */
    async handOn() {
        this.handOnPrinted();
        this.record.flush();
        await this.output.drained();
        await this.recordSink?.drained();
    }

    async restart() {
        const cause = this.isReset;
        this.isReset = false;
        await this.output.flushed();
        if (this.control) {
            this.control.say(`reset ${cause}`);
            await this.control.answer();
        } else {
            this.say(`reset (${cause})`);
        }
        this.machine.renew();
        this.machine.start();
    }

    async finish() {
        this.record.end();
        for (const line of this.lines) {
            if (line.lost > 0) this.say(`uart${line.number}: ${line.lost} bytes lost on arrival`);
            if (line.unsent > 0)
                this.say(`uart${line.number}: ${line.unsent} bytes written without room`);
        }
        await this.recordSink?.flushed();
        await this.usbLog?.flushed();
        await this.output.flushed();
        await this.control?.sink.flushed();
        if (this.recordSink?.failure) throw this.recordSink.failure;
    }
}
