// The console's stages with any bytes: what passes is harmless, and is the same wherever the stream
// is cut. The first byte says where.
#include <algorithm>
#include <vector>

#include "cli/console/view.hpp"
#include "cli/support/terminal.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace perth::cli::fuzz {
namespace {

constexpr std::string_view harmless_controls = "\r\n\t\b";

/// Hands `bytes` to `take` in pieces of `size`.
template <typename Take>
void in_pieces(std::string_view bytes, std::size_t size, const Take& take) {
    for (; !bytes.empty(); bytes.remove_prefix(std::min(size, bytes.size()))) {
        take(bytes.substr(0, size));
    }
}

void require_harmless(std::string_view shown, bool colours) {
    for (const char byte : shown) {
        const auto code = static_cast<unsigned char>(byte);
        const bool allowed = (code >= 0x20 && code != 0x7f) || (colours && code == 0x1b) ||
                             harmless_controls.find(byte) != std::string_view::npos;
        require(allowed);
    }
    for (std::size_t at = 0; (at = shown.find('\x1b', at)) != shown.npos;) {
        require(shown.substr(at + 1, 1) == "[");
        at = shown.find_first_not_of("0123456789;:", at + 2);
        require(at != shown.npos && shown[at] == 'm');
    }
}

std::string filter_in_pieces(std::string_view bytes, std::size_t size, ControlFilter::Keep keep) {
    ControlFilter filter(keep);
    std::string shown;
    in_pieces(bytes, size, [&](std::string_view piece) { filter.feed(piece, shown); });
    shown += filter.finish();
    return shown;
}

void try_filter(std::string_view bytes, std::size_t cut) {
    for (const auto keep : {ControlFilter::Keep::colours, ControlFilter::Keep::text}) {
        const std::string shown = filter_in_pieces(bytes, bytes.size() + 1, keep);
        require_harmless(shown, keep == ControlFilter::Keep::colours);
        require(filter_in_pieces(bytes, cut, keep) == shown);
        require(filter_in_pieces(shown, cut, keep) == shown);
    }
}

std::vector<std::string> lines_in_pieces(std::string_view bytes, std::size_t size) {
    Lines lines;
    DumpWatch dump;
    std::vector<std::string> found;
    in_pieces(bytes, size, [&](std::string_view piece) {
        lines.feed(piece, [&](std::string_view line, std::size_t end) {
            require(end <= piece.size() && line.size() <= Lines::longest + 4);
            require(line.find_first_of("\n\x1b") == line.npos);
            dump.line(line);
            found.emplace_back(line);
            return true;
        });
    });
    const Dump& seen = dump.dump();
    for (const std::string& text : {seen.headline, seen.build, seen.task}) {
        require(printable(text) == text && text.size() <= 4 * 256);
    }
    require(seen.registers.size() <= 32 && seen.stack.size() <= 64);
    for (const auto& [name, value] : seen.registers) require(printable(name) == name);
    require(dump.begun() || (!dump.ended() && seen.registers.empty()));
    found.push_back(lines.unfinished());
    return found;
}

void try_view(std::string_view bytes, std::size_t cut) {
    static const Pattern until("^ready|[0-9]+ (rounds|done)$", "--until");
    for (const bool terminal : {false, true}) {
        ConsoleView whole(terminal, until);
        const std::string shown = whole.take(bytes);
        ConsoleView cutting(terminal, until);
        std::string pieces;
        in_pieces(bytes, cut, [&](std::string_view piece) {
            if (!cutting.matched()) pieces += cutting.take(piece);
        });
        require(pieces == shown && cutting.matched() == whole.matched());
        require(cutting.last_line() == whole.last_line());
        require(terminal || bytes.substr(0, shown.size()) == shown);
        require(terminal || whole.matched() || shown == bytes);
    }
}

}  // namespace
}  // namespace perth::cli::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace perth::cli::fuzz;
    if (size == 0) return 0;
    const std::size_t cut = 1 + data[0] % 16;
    const std::string_view bytes = text_of(data + 1, size - 1);
    try_filter(bytes, cut);
    require(lines_in_pieces(bytes, cut) == lines_in_pieces(bytes, bytes.size() + 1));
    try_view(bytes, cut);
    return 0;
}
