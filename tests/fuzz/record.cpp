// A record of any bytes, in two pieces: read, written as waveforms and as a picture, and shown.
// What is not in order is an Error and ends it; what came before is still written.
#include "cli/emulator/record.hpp"

#include "cli/emulator/record_pins.hpp"
#include "cli/emulator/svg.hpp"
#include "cli/emulator/vcd.hpp"
#include "tests/fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace perth::cli;
    static const PadNames pads{
        std::vector<NamedPad>{{.pad = 0, .name = "LED"},
                              {.pad = 8, .name = "BUTTON", .active_low = true, .is_input = true}}};
    VcdWriter vcd("/dev/null", "host", pads);
    SvgWriter svg("/dev/null", "fuzz", pads);
    PinsView lines(PinsView::Form::lines, pads);
    PinsView status(PinsView::Form::status, pads);
    Recording recording;
    for (RecordSink* const sink :
         {static_cast<RecordSink*>(&vcd), static_cast<RecordSink*>(&svg),
          static_cast<RecordSink*>(&lines), static_cast<RecordSink*>(&status)}) {
        recording.add(*sink);
    }
    const std::string_view text = fuzz::text_of(data, size);
    recording.feed(text.substr(0, size / 3));
    const std::int64_t time = recording.time();
    recording.feed(text.substr(size / 3));
    fuzz::require(time >= 0 && recording.time() >= time);
    recording.finish();
    if (recording.failure()) fuzz::require_sound(*recording.failure());
    for (const char c : lines.take_lines() + status.status()) {
        fuzz::require(c == '\n' || (c >= ' ' && c <= '~'));
    }
    return 0;
}
