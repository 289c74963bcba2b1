// The host port's parser of a stimulus: it gives events in order of time that fit the chip, or a
// line that the text has and what is wrong with it.
#include <algorithm>

#include "runtime/ports/host/stimulus.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace perth::host {
namespace {

using cli::fuzz::require;

struct Fits {
    void operator()(const Stimulus::OnPad& it) const {
        require(it.pad >= 0 && it.pad < 32 && it.level <= Level::open);
    }
    void operator()(const Stimulus::ToUart& it) const { require(it.unit == 0 || it.unit == 1); }
    void operator()(const Stimulus::ToConsole&) const {}
    void operator()(const Stimulus::OnAdc& it) const { require(it.channel >= 0 && it.channel < 8); }
    void operator()(const Stimulus::InRegisters& it) const {
        require((it.bus == 0 || it.bus == 1) && it.address < 128);
    }
};

void check(std::string_view text) {
    const auto parsed = parse_stimulus(text);
    const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1;
    if (const auto* const error = std::get_if<StimulusError>(&parsed)) {
        return require(!error->what.empty() && error->line >= 1 && error->line <= lines);
    }
    Microseconds before{0};
    for (const Stimulus& event : std::get<std::vector<Stimulus>>(parsed)) {
        require(event.time >= before);
        before = event.time;
        std::visit(Fits(), event.what);
    }
}

}  // namespace
}  // namespace perth::host

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    perth::host::check(perth::cli::fuzz::text_of(data, size));
    return 0;
}
