#include "cli/agent/firmware_facts.hpp"

#include <algorithm>

#include "cli/support/error.hpp"

namespace perth::cli {
namespace {

constexpr std::uint8_t command_describe = 2;
constexpr std::size_t most_sectors = 65536;

[[noreturn]] void complain(const std::string& why) {
    throw Error({.what = "the agent describes a flash that cannot be",
                 .why = why,
                 .hint = {},
                 .fault = Fault::protocol});
}

std::uint32_t number_in(const CborValue& reply, const char* key) {
    const auto number = reply.number_of(key);
    if (!number || *number > 0xFFFF'FFFF) complain(std::string("no number: ") + key);
    return static_cast<std::uint32_t>(*number);
}

/// Reads [count, size, count, size …].
std::vector<AgentSector> sectors_in(const CborValue& reply, std::uint32_t start) {
    const CborValue* const list = reply.find("sectors");
    if (list == nullptr || list->kind != CborValue::Kind::array || list->items.size() % 2 != 0) {
        complain("no list of sectors");
    }
    std::vector<AgentSector> sectors;
    std::uint64_t at = start;
    for (std::size_t i = 0; i < list->items.size(); i += 2) {
        const std::uint64_t count = list->items[i].number;
        const std::uint64_t size = list->items[i + 1].number;
        if (count > most_sectors - sectors.size() || size == 0 || size > 0xFFFF'FFFF) {
            complain("too many sectors, or empty ones");
        }
        for (std::uint64_t k = 0; k < count; ++k, at += size) {
            if (at + size > std::uint64_t{1} << 32) complain("sectors beyond 4 GiB");
            sectors.push_back({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(size)});
        }
    }
    return sectors;
}

bool begins_sector(const FirmwareFacts& facts, std::uint32_t address) {
    return facts.sector_at(address).address == address;
}

void check(const FirmwareFacts& facts) {
    const std::uint64_t end = facts.sectors.empty() ? 0
                                                    : std::uint64_t{facts.sectors.back().address} +
                                                          facts.sectors.back().size;
    if (facts.start >= facts.fixed || facts.fixed >= facts.area || facts.area >= facts.end ||
        end != facts.end || facts.end - facts.area <= FirmwareFacts::journal_size) {
        complain("its parts are not in order");
    }
    if (!begins_sector(facts, facts.fixed) || !begins_sector(facts, facts.area)) {
        complain("its parts do not begin with sectors");
    }
    if (facts.unit == 0 || 256 % facts.unit != 0) complain("its units are not of up to 256 bytes");
}

}  // namespace

std::uint32_t FirmwareFacts::replaceable_end() const noexcept {
    return fixed + std::min(area - fixed, end - area - journal_size);
}

const AgentSector& FirmwareFacts::sector_at(std::uint32_t address) const {
    const auto behind = std::upper_bound(
        sectors.begin(), sectors.end(), address,
        [](std::uint32_t at, const AgentSector& sector) { return at < sector.address; });
    return *std::prev(behind);
}

FirmwareFacts parse_facts(const CborValue& reply) {
    FirmwareFacts facts;
    facts.build = reply.bytes_of("build").value_or(Bytes{});
    facts.board = reply.text_of("board").value_or("");
    if (!facts.takes_updates()) return facts;
    facts.start = number_in(reply, "start");
    facts.fixed = number_in(reply, "fixed");
    facts.area = number_in(reply, "area");
    facts.end = number_in(reply, "end");
    facts.program = number_in(reply, "program");
    facts.unit = number_in(reply, "unit");
    facts.sectors = sectors_in(reply, facts.start);
    check(facts);
    return facts;
}

AgentCall describe_call() { return {.command = command_describe, .what = "describe itself"}; }

FirmwareFacts describe_firmware(Agent& agent) { return parse_facts(agent.ask(describe_call())); }

}  // namespace perth::cli
