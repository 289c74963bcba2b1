// Any bytes as QEMU's trace, in two pieces: what comes out is a record in order.
#include "cli/emulator/qemu_pins.hpp"
#include "tests/fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace perth::cli;
    QemuPins pins;
    for (unsigned line = 0; line < 8; ++line) {
        pins[line] = {.device = "/machine/unattached/device[13]", .line = line};
    }
    QemuTrace trace(pins);
    trace.start(1'795'302'019'000'000);
    const std::string_view text = fuzz::text_of(data, size);
    std::string record = trace.feed(text.substr(0, size / 3));
    record += trace.feed(text.substr(size / 3));
    record += trace.finish(0);
    RecordReader reader;
    reader.feed(record, [](const RecordEvent& event) {
        fuzz::require(event.signal == Signal::pin && event.number < 8);
    });
    fuzz::require(reader.has_ended());
    return 0;
}
