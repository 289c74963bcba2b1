// What the tool makes of an agent's reply: any bytes, and facts that were accepted hold what the
// tool relies on.
#include "cli/agent/firmware_facts.hpp"
#include "cli/support/error.hpp"
#include "tests/fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace perth::cli;
    const auto reply = parse_cbor({data, size});
    if (!reply) return 0;
    try {
        const FirmwareFacts facts = parse_facts(*reply);
        if (!facts.takes_updates()) return 0;
        fuzz::require(facts.start < facts.fixed && facts.fixed < facts.area);
        fuzz::require(facts.replaceable_end() <= facts.area);
        fuzz::require(facts.copy_of(facts.replaceable_end() - 1) < facts.end);
        fuzz::require(facts.sector_at(facts.end - 1).size > 0);
    } catch (const Error&) {  // refused
    }
    return 0;
}
