#include "cli/build/explain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <regex>
#include <set>

#include "cli/build/board_header.hpp"
#include "cli/build/memory_script.hpp"
#include "cli/build/summary.hpp"
#include "cli/support/files.hpp"
#include "cli/support/terminal.hpp"

namespace perth::cli {
namespace {

constexpr std::size_t symbols_told = 10;
constexpr std::size_t symbol_columns = 60;

bool does_not_fit(const std::string& messages) {
    return messages.find("will not fit in region") != std::string::npos ||
           messages.find("' overflowed by ") != std::string::npos;
}

/// Returns the messages without colour sequences.
std::string plain(const std::string& messages) {
    static const std::regex colour("\x1b\\[[0-9;]*[mK]");
    return std::regex_replace(messages, colour, "");
}

/// Links without limits and tells the sizes; empty if that fails, too. What is left by an
/// interruption does no harm: the next build writes memory.ld anew and links again.
std::string measured(const BuildPlan& plan, const std::filesystem::path& elf,
                     const BuildListener& listener) {
    BuildListener silent = listener;
    silent.message = [](std::string_view) {};
    silent.progress = [](std::size_t, std::size_t) {};
    const auto script = plan.gen() / "memory.ld";
    write_file(script, oversize_script(plan));
    const bool ok = run_ninja(plan, in_folder(plan, elf), silent).ok;
    write_file(script, memory_script(plan));
    std::string text;
    if (ok) {
        const ElfFacts facts = read_elf(elf);
        text = explain_size(memory_use(plan.board, facts.segments), facts.symbols);
    }
    for (const char* const ending : {".elf", ".bin", ".hex"}) {
        std::filesystem::remove(elf.parent_path() / (plan.name + ending));
    }
    return text;
}

std::string pin_list(const Board& board) {
    std::string text;
    for (const Pin& pin : board.pins) {
        text +=
            fmt::format("{}{} ({})", text.empty() ? "" : ", ", pin_type_name(pin.name), pin.pad);
    }
    return text.empty() ? "no pins" : text;
}

}  // namespace

std::string explain_size(const std::vector<MemoryUse>& memory,
                         const std::vector<ElfSymbol>& symbols) {
    std::string text;
    for (const MemoryUse& use : memory) {
        if (use.used <= use.size) continue;
        text += fmt::format("{}: {} B of {} B, {} B too many\n", use.name, use.used, use.size,
                            use.used - use.size);
    }
    return text + largest_symbols(symbols);
}

std::string largest_symbols(const std::vector<ElfSymbol>& symbols) {
    std::string text = "largest symbols:";
    for (std::size_t i = 0; i < std::min(symbols_told, symbols.size()); ++i) {
        text += fmt::format("\n{:>9} B  {}", symbols[i].size, fit(symbols[i].name, symbol_columns));
    }
    return text;
}

std::string explain_pins(const Board& board, const std::string& messages) {
    static const std::regex clang("no (?:member|type) named '(\\w+)' in namespace 'board'");
    static const std::regex gcc(
        "(?:'|‘)(\\w+)(?:'|’) is not a member of (?:'|‘)board|"
        "(?:'|‘)(\\w+)(?:'|’) in namespace (?:'|‘)board(?:'|’) does not");
    const std::string text = plain(messages);
    std::set<std::string> names;
    for (const auto* const pattern : {&clang, &gcc}) {
        for (std::sregex_iterator match(text.begin(), text.end(), *pattern), end; match != end;
             ++match) {
            names.insert((*match)[1].matched ? (*match)[1].str() : (*match)[2].str());
        }
    }
    std::string sentences;
    for (const std::string& name : names) {
        sentences += fmt::format("{}board {} has no {}; it has {}", sentences.empty() ? "" : "\n",
                                 board.name, name, pin_list(board));
    }
    return sentences;
}

Error explain_failure(const BuildPlan& plan, const std::filesystem::path& elf,
                      const NinjaResult& result, const BuildListener& listener) {
    if (does_not_fit(result.messages)) {
        return Error({.what = fmt::format("{} does not fit board {}", plan.name, plan.board.name),
                      .why = measured(plan, elf, listener)});
    }
    return Error({.what = fmt::format("{} does not build for board {}", plan.name, plan.board.name),
                  .why = explain_pins(plan.board, result.messages)});
}

bool misses_googletest(const std::string& messages) {
    // clang and GCC; GNU ld and lld.
    static const std::regex missing(
        "gtest/gtest\\.h(?:'|’)? ?(?:file not found|: No such file)|"
        "cannot find -lgtest|unable to find library -lgtest");
    return std::regex_search(plain(messages), missing);
}

Error explain_test_failure(const BuildPlan& plan, const NinjaResult& result,
                           const BuildListener& listener) {
    if (result.messages.find("unknown target") != std::string::npos) {
        return Error(
            {.what = fmt::format("the build has no tests of {}", plan.name),
             .why = fmt::format("{} has no perth_tests({})",
                                (plan.home() / "CMakeLists.txt").string(), plan.name),
             .hint = fmt::format("write perth_tests({0}) below perth_firmware({0} …)", plan.name)});
    }
    if (plan.is_host() && misses_googletest(result.messages)) {
        return Error({.what = "GoogleTest is not installed",
                      .why = "tests on this computer are compiled with it",
                      .hint = "sudo apt install libgtest-dev",
                      .exit = Exit::missing_tool});
    }
    Error::Parts parts = explain_failure(plan, plan.test_elf(), result, listener).parts();
    parts.what.insert(0, "the test program of ");
    return Error(std::move(parts));
}

}  // namespace perth::cli
