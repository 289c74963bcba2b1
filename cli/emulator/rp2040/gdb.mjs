// GDB's remote protocol for the machine: rp2040js speaks it, what it lacks is here: breakpoints
// that do not change flash, detaching, killing, and that the program ended.
//
// Source: GDB manual, "Remote Protocol", "Packets".
import {createServer} from 'node:net';
import {GDBConnection, GDBServer} from 'rp2040js';

import {Failure} from './failure.mjs';
import {flashStart} from './image.mjs';

const packet = (text) => {
    const sum = [...text].reduce((all, letter) => all + letter.charCodeAt(0), 0) & 0xff;
    return `$${text}#${sum.toString(16).padStart(2, '0')}`;
};

/** The chip as a debugger sees it: it may write flash, and reading nowhere is no fault. */
function debugged(machine) {
    const {mcu} = machine;
    const chip = Object.create(mcu);
    chip.step = () => machine.step();
    chip.readUint8 = (address) => {
        const value = mcu.readUint8(address);
        machine.faultText = null;
        return value;
    };
    chip.writeUint8 = (address, value) => {
        const offset = address - flashStart;
        if (offset >= 0 && offset < mcu.flash.length)
            mcu.flash[offset] = value;
        else
            mcu.writeUint8(address, value);
        machine.faultText = null;
    };
    return chip;
}

export class Debugger extends GDBServer {
    /** session: {setHalted(isHalted), interrupt()}, who lets the machine run. */
    constructor(machine, session) {
        super({
            get rp2040() { return debugged(machine); },
            get executing() { return !session.isHalted; },
            execute: () => session.setHalted(false),
            stop: () => session.setHalted(true),
        });
        this.machine = machine;
        this.session = session;
        machine.onBreak = () => {
            session.setHalted(true);
            for (const connection of this.connections) connection.onBreakpoint();
        };
    }

    /** where: a port of this computer, or a socket that listens already: {port} or {fd}. */
    async listen(where) {
        this.socketServer = createServer((socket) => this.take(socket));
        await new Promise((resolve, reject) => {
            this.socketServer.on('error', (error) => {
                reject(new Failure(`cannot listen for GDB: ${error.message}`));
            });
            this.socketServer.listen({host: '127.0.0.1', ...where}, resolve);
        });
    }

    take(socket) {
        socket.setNoDelay(true);
        const connection = new GDBConnection(this, (text) => socket.write(text));
        this.sockets ??= new Set();
        this.sockets.add(socket);
        socket.on('data', (data) => connection.feedData(data.toString('latin1')));
        socket.on('error', () => {});
        socket.on('close', () => {
            this.sockets.delete(socket);
            this.removeConnection(connection);
        });
    }

    // rp2040js would take the machine's breakpoints, semihosting among them.
    addConnection(connection) { this.connections.add(connection); }

    processGDBMessage(command) {
        const breakpoint = /^([Zz])[01],([0-9a-f]{1,8}),\d+$/.exec(command);
        if (breakpoint) {
            const address = parseInt(breakpoint[2], 16);
            if (breakpoint[1] === 'Z')
                this.machine.breakpoints.add(address);
            else
                this.machine.breakpoints.delete(address);
            return packet('OK');
        }
        if (command === 'D' || command.startsWith('D;')) {
            this.machine.breakpoints.clear();
            this.session.setHalted(false);
            return packet('OK');
        }
        if (command === 'k') {
            this.session.interrupt();
            return undefined;
        }
        return super.processGDBMessage(command);
    }

    /** Tells that the program has ended. */
    close(code) {
        for (const socket of this.sockets ?? []) {
            socket.end(packet(`W${(code & 0xff).toString(16).padStart(2, '0')}`));
        }
        this.socketServer?.close();
    }
}
