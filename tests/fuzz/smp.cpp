// SmpReader with any lines: what it takes for a packet is one, for it comes back when it is written
// and read again.
#include "cli/agent/smp.hpp"

#include "tests/fuzz/fuzz.hpp"

namespace perth::cli::fuzz {
namespace {

std::optional<SmpPacket> read(SmpReader& reader, std::string_view& lines) {
    const std::size_t end = std::min(lines.find('\n'), lines.size());
    const auto packet = reader.line(lines.substr(0, end));
    lines.remove_prefix(std::min(end + 1, lines.size()));
    return packet;
}

void require_round_trip(const SmpPacket& packet) {
    SmpReader reader;
    const std::string text = smp_lines(packet);
    std::string_view lines = text;
    std::optional<SmpPacket> again;
    while (!lines.empty()) again = read(reader, lines);
    require(again == packet);
}

}  // namespace
}  // namespace perth::cli::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace perth::cli;
    SmpReader reader;
    std::string_view lines = fuzz::text_of(data, size);
    while (!lines.empty()) {
        if (const auto packet = fuzz::read(reader, lines)) fuzz::require_round_trip(*packet);
    }
    return 0;
}
