#include "tests/bench/trace.hpp"

#include <cxxabi.h>
#include <fmt/format.h>

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <vector>

#include "cli/support/error.hpp"
#include "cli/support/process.hpp"
#include "tests/cli/temporary_folder.hpp"

namespace perth::bench {
namespace {

namespace fs = std::filesystem;

/// What an instruction does to PRIMASK.
enum class Act { mask, unmask, save, restore };

/// The instructions of a firmware that touch PRIMASK, by address.
std::map<std::uint32_t, Act> acts_of(const fs::path& elf) {
    const cli::Finished done =
        cli::run({.args = {PERTH_ARM_OBJDUMP, "-d", "--no-show-raw-insn", elf.string()}});
    std::map<std::uint32_t, Act> acts;
    std::istringstream text(done.out);
    for (std::string line; std::getline(text, line);) {
        std::istringstream words(line);
        std::string address;
        std::string name;
        std::string operands;
        words >> address >> name;
        std::getline(words, operands);
        const auto add = [&](Act act) {
            acts[static_cast<std::uint32_t>(std::stoul(address, nullptr, 16))] = act;
        };
        if (name == "cpsid") add(Act::mask);
        if (name == "cpsie") add(Act::unmask);
        if (operands.find("PRIMASK") == std::string::npos) continue;
        add(name == "mrs" ? Act::save : Act::restore);
    }
    if (acts.empty()) throw cli::Error({.what = elf.string() + " masks nothing"});
    return acts;
}

void run_traced(const fs::path& elf, const std::string& machine, const fs::path& log) {
    const cli::Finished done = cli::run({.args = {PERTH_QEMU_ARM,
                                                  "-M",
                                                  machine,
                                                  "-kernel",
                                                  elf.string(),
                                                  "-display",
                                                  "none",
                                                  "-monitor",
                                                  "none",
                                                  "-serial",
                                                  "null",
                                                  "-semihosting-config",
                                                  "enable=on,target=native",
                                                  "-icount",
                                                  "shift=0,sleep=off",
                                                  "-singlestep",
                                                  "-d",
                                                  "exec,nochain",
                                                  "-D",
                                                  log.string()}});
    if (done.exit_code == 0) return;
    throw cli::Error({.what = fmt::format("{} ended with {}", elf.string(), done.exit_code),
                      .why = done.out + done.err});
}

/// Follows PRIMASK. Who saves it restores it, in the order of a stack.
class Mask {
public:
    void step(Act act) {
        switch (act) {
            case Act::mask:
                masked_ = true;
                break;
            case Act::unmask:
                masked_ = false;
                break;
            case Act::save:
                saved_.push_back(masked_);
                break;
            case Act::restore:
                masked_ = !saved_.empty() && saved_.back();
                if (!saved_.empty()) saved_.pop_back();
                break;
        }
    }
    [[nodiscard]] bool masked() const { return masked_; }

private:
    bool masked_ = false;
    std::vector<bool> saved_;
};

/// Returns a symbol as C++ has it, without parameters.
std::string readable(const std::string& symbol) {
    int status = 0;
    char* const text = abi::__cxa_demangle(symbol.c_str(), nullptr, nullptr, &status);
    if (status != 0) return symbol;
    std::string name = text;
    std::free(text);
    for (const std::string hidden = "(anonymous namespace)::"; name.find(hidden) != name.npos;) {
        name.erase(name.find(hidden), hidden.size());
    }
    return name.substr(0, name.find('('));
}

/// Returns the function at an address, by nm's list in order of addresses.
std::string function_at(const fs::path& elf, std::uint32_t address) {
    const cli::Finished done =
        cli::run({.args = {PERTH_ARM_NM, "-n", "--defined-only", elf.string()}});
    std::istringstream text(done.out);
    std::string found;
    std::string kind;
    std::string name;
    for (std::string at; text >> at >> kind >> name;) {
        if (std::stoul(at, nullptr, 16) > address) break;
        if (kind == "T" || kind == "t" || kind == "W") found = name;
    }
    return readable(found);
}

Masked longest_masked_rp2040(const fs::path& elf) {
    const cli::Finished done =
        cli::run({.args = {PERTH_NODE, PERTH_SOURCE_DIR "/tests/bench/masked_rp2040.mjs",
                           PERTH_RP2040, elf.string()}});
    std::istringstream words(done.out);
    Masked longest;
    std::uint32_t from = 0;
    if (done.exit_code != 0 ||
        !(words >> longest.instructions >> std::hex >> from >> std::dec >> longest.traced)) {
        throw cli::Error({.what = fmt::format("{} ended with {}", elf.string(), done.exit_code),
                          .why = done.out + done.err});
    }
    longest.function = function_at(elf, from);
    return longest;
}

}  // namespace

Masked longest_masked(const fs::path& elf, const std::string& machine) {
    if (machine == "rp2040") return longest_masked_rp2040(elf);
    const std::map<std::uint32_t, Act> acts = acts_of(elf);
    const cli::TemporaryFolder folder;
    const fs::path log = folder.path() / "trace";
    run_traced(elf, machine, log);

    Masked longest;
    Mask mask;
    unsigned length = 0;
    std::string began;
    std::uint32_t last = 0;
    std::ifstream trace(log);
    // Trace 0: 0x7f0c20000100 [00800400/000030e0/00000510/ff020201] Reset_Handler
    for (std::string line; std::getline(trace, line);) {
        const auto slash = line.find('/');
        if (!line.starts_with("Trace ") || slash == std::string::npos) continue;
        const auto pc =
            static_cast<std::uint32_t>(std::stoul(line.substr(slash + 1, 8), nullptr, 16));
        if (pc == last) continue;  // begun again, for the timers' sake
        last = pc;
        ++longest.traced;
        const bool before = mask.masked();
        if (const auto act = acts.find(pc); act != acts.end()) mask.step(act->second);
        if (!mask.masked()) {
            length = 0;
            continue;
        }
        if (!before) began = line.substr(line.find("] ") + 2);
        if (++length <= longest.instructions) continue;
        longest.instructions = length;
        longest.function = readable(began);
    }
    return longest;
}

}  // namespace perth::bench
