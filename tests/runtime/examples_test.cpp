// The examples in the headers are code of the tests: copied there word for word, compiled and run.
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

namespace fs = std::filesystem;

const fs::path source_dir = PERTH_SOURCE_DIR;

/// Those without an example: nobody but other headers includes them.
const std::set<std::string> internal = {"app.hpp",        "doorbell.hpp", "interruptible.hpp",
                                        "own_turn.hpp",   "permits.hpp",  "polled_input.hpp",
                                        "short_lock.hpp", "slots.hpp",    "waiting.hpp"};

std::vector<std::string> lines_of(const fs::path& file) {
    std::ifstream stream(file);
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

/// The words of a text; the layout does not count.
std::string words_of(const std::string& text) {
    std::istringstream stream(text);
    std::string words;
    for (std::string word; stream >> word;) words += word + ' ';
    return words;
}

/// The indented blocks in the `///` comments of a header, each behind an empty line.
std::vector<std::string> examples_in(const fs::path& header) {
    std::vector<std::string> examples;
    bool inside = false;
    bool after_empty = false;
    for (const std::string& line : lines_of(header)) {
        const bool indented = line.starts_with("///     ");
        if (indented && after_empty && !inside) examples.emplace_back();
        inside = (indented && (inside || after_empty)) || (inside && line == "///");
        if (indented && inside) examples.back() += line.substr(3) + '\n';
        after_empty = line == "///";
    }
    return examples;
}

/// The words of all tests of a header: of each NAME_test.cpp below tests/.
std::string tests_of(const fs::path& header) {
    std::string words;
    for (const char* folder : {"runtime", "races", "network"}) {
        for (const auto& entry : fs::recursive_directory_iterator(source_dir / "tests" / folder)) {
            if (entry.path().filename() != header.stem().string() + "_test.cpp") continue;
            for (const std::string& line : lines_of(entry.path())) words += words_of(line);
        }
    }
    return words;
}

TEST(Examples, OfEachHeaderAreCodeOfItsTest) {
    const fs::path include = source_dir / "runtime/include/perth";
    std::vector<fs::path> headers = {include / "core/thread.hpp"};
    for (const char* folder : {"sync", "io", "drivers"}) {
        for (const auto& entry : fs::directory_iterator(include / folder)) {
            headers.push_back(entry.path());
        }
    }
    for (const char* name : {"adc", "flash", "i2c", "pwm", "rtc", "spi", "uart", "watchdog"}) {
        headers.push_back(include / "hal" / (std::string(name) + ".hpp"));
    }
    std::size_t checked = 0;
    for (const fs::path& header : headers) {
        const std::string name = header.filename();
        if (internal.contains(name)) continue;
        const std::vector<std::string> examples = examples_in(header);
        EXPECT_FALSE(examples.empty()) << name << " has no example";
        const std::string tests = tests_of(header);
        for (const std::string& example : examples) {
            EXPECT_TRUE(tests.find(words_of(example)) != std::string::npos)
                << "not in the test of " << name << ":\n"
                << example;
            ++checked;
        }
    }
    EXPECT_GE(checked, 42U);
}

}  // namespace
}  // namespace perth
