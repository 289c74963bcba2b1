// What a test program prints, with any bytes: what is read stays within bounds and makes sense.
#include <algorithm>

#include "cli/console/test_output.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace perth::cli::fuzz {
namespace {

template <typename Reader>
void each_line(std::string_view text, Reader& reader) {
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        reader.line(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

void try_output(std::string_view text) {
    TestOutput output;
    each_line(text, output);
    output.end("ended");
    for (const TestCase& test : output.cases()) {
        require(test.text.size() <= TestOutput::longest_text);
        require(text.find(test.full_name()) != text.npos);
        const bool crashed = test.result == TestCase::Result::crashed;
        require(!crashed || (&test == &output.cases().back() && test.reason == "ended"));
    }
    require(!output.is_inside_test());
}

void try_list(std::string_view text) {
    TestList list;
    each_line(text, list);
    for (const std::string& name : list.names()) {
        require(name.find('.') != name.npos && name.find('\n') == name.npos);
    }
}

}  // namespace
}  // namespace perth::cli::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = perth::cli::fuzz::text_of(data, size);
    perth::cli::fuzz::try_output(text);
    perth::cli::fuzz::try_list(text);
    return 0;
}
