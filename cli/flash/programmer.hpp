// What every way of writing a board's flash can do, whatever is spoken on the wire.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/support/bytes.hpp"

namespace perth::cli {

/// A piece of memory that is erased as a whole.
struct Sector {
    std::uint32_t address = 0;
    std::uint32_t size = 0;  ///< bytes; address + size does not exceed 2^32
    bool readable = true;
    bool erasable = true;
    bool writable = true;

    bool operator==(const Sector&) const = default;
};

/// What went over the wire, for the figures.
struct Traffic {
    std::uint64_t sent = 0;         ///< bytes of payload
    std::uint64_t received = 0;     ///< bytes of payload
    std::uint64_t round_trips = 0;  ///< requests that were answered
};

/// A device in its bootloader whose memory has addresses. Constructed connected and idle; every
/// function throws `Error` with a fault, after which recover() or a new programmer may go on.
class Programmer {
public:
    /// Called with the bytes done so far in this call.
    using Advance = std::function<void(std::size_t)>;

    virtual ~Programmer() = default;
    Programmer(const Programmer&) = delete;
    Programmer& operator=(const Programmer&) = delete;

    /// Returns the device's memory layout, sorted by address: the device's own where it tells one,
    /// else the board definition's.
    [[nodiscard]] virtual const std::vector<Sector>& sectors() const = 0;
    /// Reads into all of `into`. A read-protected chip is an `Error` Fault::refused that says so.
    virtual void read(std::uint32_t address, std::span<std::uint8_t> into,
                      const Advance& advance) = 0;
    /// Erases these sectors, elements of sectors(). `advance` gets bytes erased.
    virtual void erase(std::span<const Sector> which, const Advance& advance) = 0;
    /// Erases everything that can be erased.
    virtual void erase_all() = 0;
    /// Writes to erased memory. `address` is 4-aligned; a short last word is padded with 0xFF.
    virtual void write(std::uint32_t address, BytesView bytes, const Advance& advance) = 0;
    /// Starts the program whose vector table is at `address`. Returns what the device did then, in
    /// words: "the device left its bootloader".
    virtual std::string start(std::uint32_t address) = 0;
    /// Lifts the read protection, which erases everything. The device resets: this programmer is of
    /// no more use.
    virtual void unprotect() = 0;

    [[nodiscard]] virtual Traffic traffic() const = 0;
    /// Whether the rest of a sector that an image gives only in part is to be kept: where reading
    /// it takes little time.
    [[nodiscard]] virtual bool keeps_rest() const { return false; }

protected:
    Programmer() = default;
};

}  // namespace perth::cli
