// Why a build failed, in terms of the board.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/build/cmake.hpp"
#include "cli/build/elf.hpp"
#include "cli/support/error.hpp"

namespace perth::cli {

/// Returns the error for a Ninja run that was to make `elf` and failed. A program that does not fit
/// is linked once more without limits, to tell how much is too much and which symbols are the
/// largest.
[[nodiscard]] Error explain_failure(const BuildPlan& plan, const std::filesystem::path& elf,
                                    const NinjaResult& result, const BuildListener& listener);

/// The same for the project's tests: they may not be in the build, and want GoogleTest on host.
[[nodiscard]] Error explain_test_failure(const BuildPlan& plan, const NinjaResult& result,
                                         const BuildListener& listener);

/// Returns whether compiler or linker say that they did not find GoogleTest.
[[nodiscard]] bool misses_googletest(const std::string& messages);

/// Returns what is too big: a line a region that is too small, then the ten largest symbols.
[[nodiscard]] std::string explain_size(const std::vector<MemoryUse>& memory,
                                       const std::vector<ElfSymbol>& symbols);

/// Returns the ten largest symbols, a line each below a heading.
[[nodiscard]] std::string largest_symbols(const std::vector<ElfSymbol>& symbols);

/// Returns a sentence for each `board::Name` that a compiler did not find, with what the board has;
/// empty if there is none.
[[nodiscard]] std::string explain_pins(const Board& board, const std::string& messages);

}  // namespace perth::cli
