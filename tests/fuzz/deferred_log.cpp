// Lines of a deferred log and the section that explains them, both of any bytes: nothing but text
// comes of it, bounded, and the same wherever the stream is cut. Input: SECTION 00 00 LINE.
#include <algorithm>
#include <cstdint>

#include "cli/console/deferred_log.hpp"
#include "cli/console/log_strings.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace perth::cli::fuzz {
namespace {

constexpr std::uint32_t build = 0x1a2b3c4d;

/// The line with the check that makes it whole, so that what is behind the check is tried.
std::string whole(std::string_view letters) {
    std::uint32_t check = build;
    std::string line(letters);
    for (const char byte : letters) {
        check = (check ^ static_cast<unsigned char>(byte)) * 16'777'619U;
    }
    for (int i = 0; i < 4; ++i) line += static_cast<char>('0' + (check >> (8 + 6 * i) & 63));
    return line;
}

std::string shown(std::string_view bytes, std::size_t piece) {
    DeferredLog log([] { return std::vector<BuiltFile>{}; });
    std::string out;
    for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) {
        log.feed(bytes.substr(0, piece), out);
    }
    log.finish(out);
    return out;
}

void try_line(const std::string& section, std::string_view line) {
    const LogStrings strings{.build = "1a2b3c4d", .section = section};
    (void)decode_log_line(line, strings);
    const std::string right = whole(line);
    require(line.empty() || is_log_line(right, strings.build));
    const auto text = decode_log_line(right, strings);
    // Each field is at most 1000 wide, and a line has fewer values than letters.
    if (text) require(text->size() <= section.size() + (line.size() + 1) * 1100);
    require(!decode_log_line(right, {.build = "1a2b3c4e", .section = section}));
}

}  // namespace
}  // namespace perth::cli::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace perth::cli::fuzz;
    const std::string_view bytes = text_of(data, size);
    const std::size_t end = std::min(bytes.find(std::string_view("\0\0", 2)), bytes.size());
    try_line(std::string(bytes.substr(0, end)) + '\0',
             bytes.substr(std::min(end + 2, bytes.size())));
    const std::string lines = shown(bytes, bytes.size() + 1);
    require(lines.size() <= 40 + bytes.size() * 40);
    for (const std::size_t piece : {1U, 7U}) require(shown(bytes, piece) == lines);
    return 0;
}
