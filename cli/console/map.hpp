// Other bytes for CR, LF, DEL and BS: --map and --eol.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/console/stage.hpp"

namespace perth::cli {

/// What becomes of each byte.
class ByteMap {
public:
    /// Appends what the bytes become.
    void apply(std::string_view bytes, std::string& out) const;
    [[nodiscard]] bool is_empty() const noexcept { return !any_; }
    /// Returns false if the byte's fate is decided already.
    bool set(char from, std::string_view to);

private:
    std::array<std::optional<std::string>, 256> to_{};
    bool any_ = false;
};

struct Maps {
    ByteMap in;   ///< from the device
    ByteMap out;  ///< to the device
};

/// Returns the maps of these names, separated by commas: igncr icrnl icrcrnl ignlf inlcr inlcrnl
/// from the device, oigncr ocrnl ocrcrnl oignlf onlcr onlcrnl odelbs obsdel to it (nl is LF). An
/// unknown name, or two for one byte, is an `Error` (Exit::wrong_use).
[[nodiscard]] Maps parse_maps(const std::vector<std::string>& names);

/// Changes bytes by a map.
class MapBytes : public Stage {
public:
    explicit MapBytes(ByteMap map) : map_(std::move(map)) {}
    void feed(std::string_view bytes, std::string& out) override { map_.apply(bytes, out); }

private:
    ByteMap map_;
};

/// What the Enter key sends.
enum class Eol { cr, lf, crlf };

/// Turns every line end that is typed (CR, LF, CR LF) into one of the kind that is wanted.
class LineEnds : public Stage {
public:
    explicit LineEnds(Eol eol) : eol_(eol) {}
    void feed(std::string_view bytes, std::string& out) override;

private:
    Eol eol_;
    bool after_cr_ = false;
};

}  // namespace perth::cli
