#include "cli/console/task_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "cli/image/short_name.hpp"
#include "cli/support/error.hpp"
#include "cli/support/terminal.hpp"

namespace perth::cli {
namespace {

/// Where in a block the line of those stands who wait for its task's end: behind the header, the
/// two functions that a coroutine's frame begins with, and the promise's node and scheduler, on a
/// 32-bit core. As in runtime/include/perth/core/promise.hpp.
constexpr std::uint32_t line_of_end = 8 + 2 * 4 + 20 + 4;

std::string hexadecimal(std::uint32_t address) { return fmt::format("0x{:08x}", address); }

std::string place_text(const CodePlace& place) {
    if (place.file.empty()) return {};
    std::string_view file = place.file;
    if (file.starts_with("./")) file.remove_prefix(2);
    return printable(place.line == 0 ? std::string(file) : fmt::format("{}:{}", file, place.line));
}

/// Returns thousandths as a whole number with up to three digits in all, rounded down.
std::string three_digits(std::uint64_t thousandths) {
    const std::uint64_t whole = thousandths / 1000;
    std::string fraction = fmt::format("{:03}", thousandths % 1000);
    fraction.resize(whole < 10 ? 2 : whole < 100 ? 1 : 0);
    fraction.resize(fraction.find_last_not_of('0') + 1);
    return fmt::format("{}{}{}", whole, fraction.empty() ? "" : ".", fraction);
}

/// Whether a file is the runtime's: builds name its folder so.
bool is_runtime(const CodePlace& place) { return place.file.starts_with("perth/"); }

std::string stale(const std::vector<BuiltFile>& files, const std::string& build) {
    if (build.empty()) return "the program has no build id, so that addresses stay numbers";
    std::string text =
        fmt::format("no ELF here has build {}, so that addresses stay numbers", build);
    if (!files.empty()) {
        text += fmt::format("; {} has build {}", printable(files.front().file.filename().string()),
                            files.front().build.substr(0, build.size()));
    }
    return text;
}

}  // namespace

TaskNames::TaskNames(const std::vector<BuiltFile>& files, const std::string& build)
    : build_(build) {
    const auto found = std::find_if(files.begin(), files.end(),
                                    [&](const BuiltFile& file) { return is_build(file, build); });
    if (found == files.end()) {
        complaint_ = stale(files, build);
        return;
    }
    try {
        symbols_.emplace(found->file);
        objects_ = read_elf(found->file).symbols;
        file_ = found->file;
    } catch (const Error& error) {  // being written just now
        symbols_.reset();
        complaint_ = error.parts().what;
    }
}

std::optional<CodePlace> TaskNames::outermost(std::uint32_t address) const {
    if (!symbols_) return std::nullopt;
    const auto places = symbols_->at(address);
    if (places.empty()) return std::nullopt;
    return places.back();
}

std::string TaskNames::function(std::uint32_t address) const {
    const auto place = outermost(address);
    if (!place || place->function.empty()) return hexadecimal(address);
    return printable(short_name(place->function));
}

std::string TaskNames::place(std::uint32_t address) const {
    const auto place = outermost(address);
    return place ? place_text(*place) : std::string();
}

std::string TaskNames::instruction(std::uint32_t address) const {
    if (!symbols_) return hexadecimal(address);
    const auto places = symbols_->at(address);
    if (places.empty()) return hexadecimal(address);
    auto found = std::find_if_not(places.begin(), places.end(), is_runtime);
    if (found == places.end()) found = std::prev(found);
    const std::string name = printable(short_name(found->function));
    const std::string place = place_text(*found);
    return place.empty() ? name : fmt::format("{} at {}", name, place);
}

std::string TaskNames::object(std::uint32_t address) const {
    for (const ElfSymbol& symbol : objects_) {
        if (address >= symbol.address && address - symbol.address < symbol.size) {
            return printable(short_object_name(symbol.name));
        }
    }
    return hexadecimal(address);
}

std::string TaskNames::task(const AgentTask& task) const {
    const std::string name = function(task.name);
    if (task.leaf_name == task.name) return name;
    return fmt::format("{} > {}", name, function(task.leaf_name));
}

std::string TaskNames::wait(const AgentTask& task, const std::vector<AgentTask>& all) const {
    switch (task.state) {
        case AgentTask::State::sleeping:
            return pretty_time(static_cast<std::uint64_t>(task.left_us));
        case AgentTask::State::ready:
            return "its turn";
        case AgentTask::State::polling:
            return "an event";
        case AgentTask::State::waiting:
            break;
        default:
            return {};
    }
    for (const AgentTask& other : all) {
        if (task.line < other.place || task.line - other.place >= other.bytes) continue;
        if (task.line - other.place == line_of_end)
            return fmt::format("the end of task {}", other.id);
        if (other.place == task.place) return "something in its frame";
        return fmt::format("something in task {}'s frame", other.id);
    }
    return object(task.line);
}

std::string pretty_time(std::uint64_t us) {
    constexpr std::uint64_t second = 1'000'000;
    constexpr std::uint64_t minute = 60 * second;
    constexpr std::uint64_t hour = 60 * minute;
    if (us < 1000) return fmt::format("{} us", us);
    if (us < second) return three_digits(us) + " ms";
    if (us < minute) return three_digits(us / 1000) + " s";
    if (us < hour) return fmt::format("{} min {} s", us / minute, us % minute / second);
    return fmt::format("{} h {} min", us / hour, us % hour / minute);
}

}  // namespace perth::cli
