// Qmp::feed with any bytes, cut where the first byte says: it answers with whole lines of JSON, or
// throws an Error.
#include <algorithm>

#include "cli/emulator/qmp.hpp"
#include "cli/support/json.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace perth::cli::fuzz {
namespace {

void require_lines_of_json(std::string_view answer) {
    while (!answer.empty()) {
        const std::size_t end = answer.find('\n');
        require(end != answer.npos);
        require(Json::parse(answer.substr(0, end), "answer").find("execute").has_value());
        answer.remove_prefix(end + 1);
    }
}

void converse(std::string_view bytes, std::size_t cut) {
    Qmp qmp;
    for (; !bytes.empty(); bytes.remove_prefix(std::min(cut, bytes.size()))) {
        require_lines_of_json(qmp.feed(bytes.substr(0, cut)));
        require(!(qmp.is_ready() && qmp.is_held()));
        if (qmp.is_ready()) require_lines_of_json(qmp.start());
        if (qmp.is_held()) require_lines_of_json(qmp.restart());
    }
}

}  // namespace
}  // namespace perth::cli::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace perth::cli;
    if (size == 0) return 0;
    try {
        fuzz::converse(fuzz::text_of(data + 1, size - 1), 1 + data[0] % 64);
    } catch (const Error& error) {
        fuzz::require_sound(error);
    }
    return 0;
}
