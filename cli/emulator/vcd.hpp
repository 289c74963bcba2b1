// Waveforms as a value change dump, which every waveform viewer reads.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/emulator/waveform.hpp"
#include "cli/support/files.hpp"
#include "cli/support/handle.hpp"

namespace perth::cli {

/// Writes a record as it comes: changes into a file without a name, and at the end the declarations
/// and those changes into the file that was asked for. Memory does not grow with time.
///
/// Pins are wires of one bit, named as on the board; a pad that nobody drives is 'z'. Bytes of
/// UARTs, I2C and SPI are wires of 8 bits: each byte stands until the next; between two equal ones
/// lies 'z' for 1 µs. Bytes that came at one instant stand 1 µs apart. Analog channels are wires of
/// 16 bits, PWM channels one of 16 bits (duty) and one of 32 (frequency).
///
/// The same record gives the same bytes.
///
/// Source: IEEE 1364-2005, "Value change dump (VCD) files".
class VcdWriter : public RecordSink {
public:
    /// Opens the file; an `Error` if it may not be written. `unknown` is what a pin is before its
    /// first change.
    VcdWriter(const std::filesystem::path& file, std::string scope, PadNames pads,
              char unknown = 'z');

    void take(const RecordEvent& event) override;
    void finish(std::int64_t end) override;

    /// Returns how many changes were written.
    [[nodiscard]] std::uint64_t changes() const noexcept { return changes_; }

private:
    /// A variable's place among those of its signal.
    enum class Part : std::uint8_t { whole, hertz, address, data, refused, sent, received };
    struct Key {
        Signal signal;
        unsigned number;
        Part part;
        auto operator<=>(const Key&) const = default;
    };
    struct Variable {
        std::string name;
        unsigned bits = 1;
        std::string code;               ///< what stands for it in a change
        std::string initial;            ///< at time 0
        std::string value;              ///< the last
        std::optional<char> last_byte;  ///< written, or waiting for its time
        std::int64_t last_time = -1;    ///< of that byte
    };
    struct Later {
        Variable* variable;
        std::string value;
    };

    Variable& variable(Signal signal, unsigned number, Part part, unsigned bits);
    void change(std::int64_t time, Variable& variable, std::string value);
    void bytes(std::int64_t time, Variable& variable, std::string_view bytes);
    void write_later(std::int64_t before);
    void flush();
    [[nodiscard]] std::string declarations() const;

    std::filesystem::path file_;
    std::string scope_;
    PadNames pads_;
    char unknown_;
    StagedFile staged_;
    Handle body_;
    std::string buffer_;
    std::map<Key, Variable> variables_;
    std::multimap<std::int64_t, Later> later_;  ///< bytes that stand behind others of their instant
    std::int64_t time_ = 0;                     ///< that the body has reached
    std::uint64_t changes_ = 0;
};

}  // namespace perth::cli
