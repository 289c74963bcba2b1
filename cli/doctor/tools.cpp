#include "cli/doctor/tools.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <functional>
#include <string>
#include <string_view>

#include "cli/build/arm_core.hpp"
#include "cli/build/compiler.hpp"
#include "cli/build/sysroot.hpp"
#include "cli/build/toolchain.hpp"
#include "cli/debug/gdb.hpp"
#include "cli/support/error.hpp"
#include "cli/support/process.hpp"

namespace perth::cli {
namespace {

constexpr const char* sample_core = "cortex-m4";  // all cores' libraries are in one package

using State = Check::State;

/// Returns what a program says of its version: the first line.
std::string first_line(const std::filesystem::path& program) {
    const std::string answer = run({.args = {program.string(), "--version"}}).out;
    return answer.substr(0, answer.find('\n'));
}

/// Returns the two first numbers of "cmake version 3.25.1".
std::pair<int, int> version_in(std::string_view text) {
    const std::size_t begin = std::min(text.find_first_of("0123456789"), text.size());
    std::pair<int, int> version;
    const char* const end = text.data() + text.size();
    const auto major = std::from_chars(text.data() + begin, end, version.first);
    if (major.ptr != end) std::from_chars(major.ptr + 1, end, version.second);
    return version;
}

class Tools {
public:
    explicit Tools(std::optional<PackageManager> manager) : manager_(manager) {}

    std::vector<Check> look() {
        look_for_compiler();
        attempt("sysroot", [] {
            const Sysroot root = find_sysroot(arm_core(sample_core));
            return fmt::format("newlib and libstdc++, {}",
                               root.libraries.front().parent_path().string());
        });
        look_for_cmake();
        look_for_program("ninja", "ninja", "runs a build's steps", State::bad);
        look_for_program("qemu", "qemu-system-arm", "runs firmware without a board", State::bad);
        look_for_gdb();
        look_for_program("ccache", "ccache", "makes repeated builds quicker", State::warn);
        look_for_program("git", "git", "keeps new projects under version control", State::warn);
        return std::move(checks_);
    }

private:
    void found(const std::string& tool, std::string evidence) {
        checks_.push_back({.name = tool, .evidence = std::move(evidence)});
    }

    void missing(const std::string& tool, std::string evidence, State state = State::bad) {
        checks_.push_back({.name = tool,
                           .state = state,
                           .evidence = std::move(evidence),
                           .remedy = install_line(manager_, {tool}),
                           .exit = Exit::missing_tool,
                           .tool = tool});
    }

    /// Runs what a build would run; its complaint is the evidence.
    void attempt(const std::string& tool, const std::function<std::string()>& action) {
        try {
            found(tool, action());
        } catch (const Error& error) {
            missing(tool, error.parts().what + ": " + error.parts().why);
        }
    }

    void look_for_compiler() {
        std::optional<Compiler> compiler;
        attempt("clang", [&] {
            Compiler chosen = choose_compiler("clang", true, {});
            probe_compiler(chosen);
            compiler = chosen;
            return fmt::format("{}, {}", chosen.title(), chosen.cxx.string());
        });
        look_for_part("lld", {"ld.lld"}, compiler);
        look_for_part("llvm", {"llvm-ar", "llvm-objcopy"}, compiler);
    }

    /// Looks for programs that clang finds, wherever they are.
    void look_for_part(const std::string& tool, const std::vector<std::string>& programs,
                       const std::optional<Compiler>& compiler) {
        if (!compiler) {
            return missing(tool,
                           fmt::format("not looked for: clang knows where {} is", programs[0]),
                           State::warn);
        }
        std::string places;
        for (const std::string& program : programs) {
            const auto place = program_of(*compiler, program);
            if (!place) {
                return missing(tool, fmt::format("{} not found: it belongs to {} ({})", program,
                                                 compiler->title(), compiler->cxx.string()));
            }
            places += (places.empty() ? "" : ", ") + place->string();
        }
        found(tool, places);
    }

    void look_for_cmake() {
        constexpr std::pair oldest{3, 25};
        const auto path = find_program("cmake");
        if (!path) return missing("cmake", "cmake is not on PATH: perth build needs it");
        const std::string line = first_line(*path);
        const std::string evidence = fmt::format("{}, {}", line, path->string());
        if (version_in(line) >= oldest) return found("cmake", evidence);
        missing("cmake", evidence + ": perth build needs 3.25 or later");
    }

    void look_for_gdb() {
        const auto gdb = perth::cli::look_for_gdb(false);
        if (gdb && gdb->has_python) {
            return found("gdb",
                         fmt::format("{}, {}", first_line(gdb->program), gdb->program.string()));
        }
        missing("gdb",
                gdb ? fmt::format("{} has no Python: perth debug cannot list tasks",
                                  gdb->program.string())
                    : "no GDB for Arm is on PATH: perth debug needs it",
                State::warn);
    }

    void look_for_program(const std::string& tool, const std::string& program,
                          std::string_view purpose, State if_missing) {
        const auto path = find_program(program);
        if (path) return found(tool, fmt::format("{}, {}", first_line(*path), path->string()));
        missing(tool, fmt::format("{} is not on PATH: it {}", program, purpose), if_missing);
    }

    std::optional<PackageManager> manager_;
    std::vector<Check> checks_;
};

}  // namespace

std::vector<Check> check_tools(std::optional<PackageManager> manager) {
    return Tools(manager).look();
}

}  // namespace perth::cli
