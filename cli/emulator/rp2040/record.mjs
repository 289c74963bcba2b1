// What happens at pads and buses, a line a change: the record that perth's host port writes, too.
//
//   T P<n> 0|1|z      the level of pad n
//   T U<n>t|r BYTES   UART n has sent or received
//   T A<n> V          ADC channel n measures another value, 0 to 65535
//   T W<n> HZ DUTY    PWM output n (twice the slice, and one for its B) is another; 0 0: off
//   T I<n> ADDRESS w|r BYTES ok|nack
//   T S<n> BYTES BYTES
//   T end             the last line
//
// T is in microseconds since the start.
const hexDigits = (bytes) => bytes.length === 0 ? '-' : Buffer.from(bytes).toString('hex');

export class Record {
    /** write(text) takes lines; now() is in nanoseconds. */
    constructor(write, now) {
        this.write = write;
        this.now = now;
        this.lines = '';
    }

    add(what) { this.lines += `${Math.floor(this.now() / 1000)} ${what}\n`; }

    level(pad, level) { this.add(`P${pad} ${level}`); }
    sent(uart, byte) { this.add(`U${uart}t ${hexDigits([byte])}`); }
    received(uart, byte) { this.add(`U${uart}r ${hexDigits([byte])}`); }
    analog(channel, value) { this.add(`A${channel} ${value}`); }
    pwm(output, hertz, duty) { this.add(`W${output} ${hertz} ${duty}`); }
    i2c(bus, address, isRead, bytes, isAcknowledged) {
        const end = isAcknowledged ? 'ok' : 'nack';
        this.add(
            `I${bus} ${hexDigits([address])} ${isRead ? 'r' : 'w'} ${hexDigits(bytes)} ${end}`);
    }
    spi(bus, sent, received) { this.add(`S${bus} ${hexDigits(sent)} ${hexDigits(received)}`); }

    /** Hands on what there is. */
    flush() {
        if (this.lines !== '') this.write(this.lines);
        this.lines = '';
    }

    end() {
        this.add('end');
        this.flush();
    }
}
