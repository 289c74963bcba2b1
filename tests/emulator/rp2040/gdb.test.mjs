// GDB's remote protocol, spoken by hand.
import assert from 'node:assert/strict';
import {once} from 'node:events';
import {connect, createServer} from 'node:net';
import test from 'node:test';

import {image, run, start} from './emulator.mjs';

/** Returns a port that nobody has at the moment. */
async function freePort() {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const {port} = server.address();
    server.close();
    await once(server, 'close');
    return port;
}

const packet = (text) => {
    const sum = [...text].reduce((all, letter) => all + letter.charCodeAt(0), 0) & 0xff;
    return `$${text}#${sum.toString(16).padStart(2, '0')}`;
};

/** A debugger that is connected with the emulator. */
class Gdb {
    static async attach(word) {
        const gdb = new Gdb();
        const port = await freePort();
        gdb.child = start([image, '--arg', word, '--gdb', `${port}`], ['pipe', 'pipe', 'inherit']);
        gdb.printed = '';
        gdb.child.stdout.on('data', (bytes) => {
            gdb.printed += bytes;
        });
        gdb.ended = once(gdb.child, 'close').then(([code]) => code);
        await gdb.connect(port);
        return gdb;
    }

    async connect(port) {
        this.text = '';
        this.wake = () => {};
        for (let tries = 0; tries < 1000; ++tries) {
            this.socket = connect(port, '127.0.0.1');
            const isOpen = await new Promise((resolve) => {
                this.socket.once('connect', () => resolve(true));
                this.socket.once('error', () => resolve(false));
            });
            if (isOpen) break;
            await new Promise((resolve) => setTimeout(resolve, 10));
        }
        this.socket.on('data', (bytes) => {
            this.text += bytes.toString('latin1');
            this.wake();
        });
    }

    /** Returns the next answer. */
    async answer() {
        for (;;) {
            const match = /^[^$]*\$([^#]*)#../.exec(this.text);
            if (match) {
                this.text = this.text.slice(match[0].length);
                return match[1];
            }
            await new Promise((resolve) => {
                this.wake = resolve;
            });
        }
    }

    send(text) { this.socket.write(packet(text)); }
    async ask(text) {
        this.send(text);
        return this.answer();
    }
}

const bytesOf = (value) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    return bytes.toString('hex');
};

test('the program waits for GDB, stops at a breakpoint, steps, goes on and ends', async () => {
    const gdb = await Gdb.attach('wfi');
    assert.equal(await gdb.ask('?'), 'S05');
    const reset = Buffer.from(await gdb.ask('m10000104,4'), 'hex').readUInt32LE() - 1;
    assert.equal(await gdb.ask(`Z0,${reset.toString(16)},2`), 'OK');
    assert.equal(await gdb.ask('vCont;c'), 'S05');
    assert.equal(await gdb.ask('pf'), bytesOf(reset));
    assert.match(await gdb.ask('vCont;s:1'), /^T05/);
    assert.equal(await gdb.ask('pf'), bytesOf(reset + 2));
    assert.equal(await gdb.ask(`z0,${reset.toString(16)},2`), 'OK');
    assert.equal(await gdb.ask('vCont;c'), 'W00');
    assert.equal(await gdb.ended, 0);
});

test('a running program is interrupted, and killed', async () => {
    const gdb = await Gdb.attach('echo');
    gdb.send('vCont;c');
    gdb.child.stdin.write('x');
    await once(gdb.child.stdout, 'data');
    gdb.socket.write('\x03');
    assert.equal(await gdb.answer(), 'S02');
    gdb.send('k');
    assert.equal(await gdb.ended, 130);
});

test('GDB detaches and the program goes on', async () => {
    const gdb = await Gdb.attach('echo');
    assert.equal(await gdb.ask('D'), 'OK');
    gdb.socket.destroy();
    gdb.child.stdin.end('ab.');
    assert.equal(await gdb.ended, 0);
    assert.equal(gdb.printed, 'ab.');
});

test('reading nowhere is no fault of the program, and GDB may write flash', async () => {
    const gdb = await Gdb.attach('nothing');
    assert.equal(await gdb.ask('m30000000,4'), 'ffffffff');
    assert.equal(await gdb.ask('M10100000,2:abcd'), 'OK');
    assert.equal(await gdb.ask('m10100000,2'), 'abcd');
    gdb.send('k');
    assert.equal(await gdb.ended, 130);
});

test('a port that somebody has is refused', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const {port} = server.address();
    const {code, err} = run([image, '--gdb', `${port}`]);
    server.close();
    assert.equal(code, 125);
    assert.equal(
        err,
        `rp2040: cannot listen for GDB: listen EADDRINUSE: address already in use ` +
            `127.0.0.1:${port}\n`);
});
