// What a MicroPython board may answer: the replies of its scripts, and bytes at any point of a
// sync. Neither makes perth do what it did not mean to.
#include <set>
#include <string>
#include <vector>

#include "cli/agent/micropython_plan.hpp"
#include "cli/agent/micropython_script.hpp"
#include "cli/agent/micropython_sync.hpp"
#include "tests/fakes/played_stream.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace perth::cli::fuzz {
namespace {

constexpr std::size_t most_content = 64;

const std::vector<SourceFile> sources = {{"a", {1}}, {"b/c", {2, 3}}};

/// What is read is of the form that was asked for, and a plan of it removes only what is recorded.
void try_replies(std::string_view text) {
    (void)parse_facts(text);
    (void)parse_commits(text);
    if (const auto content = parse_content(text, most_content)) {
        require(content->size() <= most_content);
    }
    const BoardException exception = parse_exception(text);
    require(exception.text.size() <= 200 && exception.type.size() <= exception.text.size());
    const auto entries = parse_entries(text, {"/a", "/b/c"});
    if (!entries) return;
    require(entries->size() == 2);
    try {
        const SyncPlan plan = plan_sync(sources, {.files = *entries}, true);
        require(plan.removals.empty());
        for (const PlannedCopy& copy : plan.copies) {
            require(copy.resume_at <= sources.at(copy.file).content.size());
        }
    } catch (const Error& error) {
        require_sound(error);
    }
}

void try_record(BytesView record) {
    for (const std::string& path : recorded_paths(record)) {
        require(is_sound_path(path) && path != record_name);
    }
    require(recorded_paths(record_of(recorded_paths(record))) == recorded_paths(record));
}

void try_sync(BytesView answers) {
    fakes::PlayedStream stream(Bytes(answers.begin(), answers.end()));
    try {
        (void)sync_micropython(stream, {.sources = sources, .removes = true});
    } catch (const Error& error) {
        require_sound(error);
    }
}

}  // namespace
}  // namespace perth::cli::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace perth::cli;
    const std::string_view text = fuzz::text_of(data, size);
    fuzz::try_replies(text);
    fuzz::try_record({data, size});
    fuzz::try_sync({data, size});
    // Any text is a literal of printable ASCII, on one line.
    const std::string literal = python_text(text);
    for (const char c : literal) fuzz::require(c >= 0x20 && c < 0x7f);
    return 0;
}
