// What `perth monitor` does to a stream, with any bytes: nothing is lost or reordered where nothing
// may be, and the result is the same wherever the stream is cut. The first byte says where, the
// second which stages there are.
#include <algorithm>
#include <chrono>
#include <string>

#include "cli/console/frames.hpp"
#include "cli/console/gap.hpp"
#include "cli/console/keys.hpp"
#include "cli/console/view.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace perth::cli::fuzz {
namespace {

Shape shape_of(unsigned choice) {
    static const Maps maps = parse_maps({"icrnl,inlcrnl"});
    static const Pattern word("[0-9]+|x*y", "--highlight");
    Shape shape{
        .for_terminal = (choice & 1) != 0, .raw = (choice & 2) != 0, .hex = (choice & 4) != 0};
    if ((choice & 8) != 0) shape.filters.push_back(word);
    if ((choice & 16) != 0) shape.highlight = word;
    if ((choice & 32) != 0) shape.map = maps.in;
    return shape;
}

std::string shown(std::string_view bytes, std::size_t size, const Shape& shape) {
    ConsoleView view(shape);
    std::string out;
    while (!bytes.empty()) {
        std::string_view piece = bytes.substr(0, size);
        bytes.remove_prefix(piece.size());
        while (!piece.empty()) (void)view.take(piece, out);
    }
    return out + view.finish();
}

std::string without_frames(std::string_view bytes, std::size_t size) {
    HideFrames stage;
    std::string out;
    for (; !bytes.empty(); bytes.remove_prefix(std::min(size, bytes.size()))) {
        stage.feed(bytes.substr(0, size), out);
    }
    stage.finish(out);
    return out;
}

void try_view(std::string_view bytes, std::size_t cut, unsigned choice) {
    const Shape shape = shape_of(choice);
    const std::string whole = shown(bytes, bytes.size() + 1, shape);
    require(shown(bytes, cut, shape) == whole);
    if (shape.raw || (choice & 0x3f) == 0) require(whole == bytes);
    // Marking adds nothing but its own two sequences; filtering takes whole lines away.
    if (!shape.raw && (choice & 0x3f) == 8) require(whole.size() <= bytes.size());
}

void try_keys(std::string_view bytes) {
    Keys keys({Key::quit, Key::help});
    std::size_t size = 0;
    for (const Typed& typed : keys.take(bytes)) size += typed.text.size() + (typed.key ? 2 : 0);
    require(size <= bytes.size());
}

void try_gap(std::string_view bytes, std::size_t cut) {
    const Gap::Clock::time_point now{};
    Gap gap(now, now);
    std::string_view rest = bytes;
    bool known = false;
    for (; !rest.empty() && !known; rest.remove_prefix(std::min(cut, rest.size()))) {
        known = gap.take(rest.substr(0, cut), now);
    }
    require(gap.bytes() == bytes.substr(0, gap.bytes().size()));
    require(gap.bytes().size() <= 512 + cut);
    (void)gap.text();
}

}  // namespace
}  // namespace perth::cli::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace perth::cli::fuzz;
    if (size < 2) return 0;
    const std::size_t cut = 1 + data[0] % 16;
    const std::string_view bytes = text_of(data + 2, size - 2);
    try_view(bytes, cut, data[1]);
    const std::string visible = without_frames(bytes, bytes.size() + 1);
    require(without_frames(bytes, cut) == visible && visible.size() <= bytes.size());
    try_keys(bytes);
    try_gap(bytes, cut);
    return 0;
}
