// What a USB device says of itself. It comes from a program that may be wrong: lengths are checked.
//
// Source: USB 2.0, "Standard USB Descriptor Definitions"; CDC PSTN 1.2, "Interface Class Codes".
const type = Object.freeze({interface: 4, endpoint: 5});
const bulk = 2;

const isCommunication = ({classes: [one, two]}) => one === 2 && two === 2;
const isData = ({classes: [one]}) => one === 10;
const isReset = ({classes: [one, two, three]}) => one === 0xff && two === 0 && three === 1;

/**
 * Returns what a console needs of a configuration descriptor: the numbers of its interfaces and
 * endpoints, undefined where it has none; nothing at all if the descriptor is broken.
 */
export function readConfiguration(bytes) {
    const found = {value: bytes[5]};
    let current = null;
    for (let at = 0; at < bytes.length; at += bytes[at]) {
        const size = bytes[at];
        if (size < 2 || at + size > bytes.length) return null;
        const kind = bytes[at + 1];
        if (kind === type.interface && size >= 9) {
            current = {number: bytes[at + 2], classes: bytes.subarray(at + 5, at + 8)};
            if (isCommunication(current)) found.communication ??= current.number;
            if (isReset(current)) found.reset ??= current.number;
        } else if (kind === type.endpoint && size >= 7 && current && isData(current)) {
            const address = bytes[at + 2];
            if ((bytes[at + 3] & 3) !== bulk) continue;
            if (address & 0x80)
                found.in ??= address & 0xf;
            else
                found.out ??= address & 0xf;
        }
    }
    return found;
}
