#include "tests/bench/images.hpp"

#include <fmt/format.h>

#include <sstream>

#include "cli/support/error.hpp"
#include "cli/support/process.hpp"

namespace perth::bench {

using cli::Error;
using cli::Finished;

Results::Results(const std::string& text) : text_(text) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string name;
        double value = 0;
        if (words >> name >> value) values_[name] = value;
    }
}

double Results::operator[](const std::string& name) const {
    const auto found = values_.find(name);
    if (found == values_.end()) throw Error({.what = "no " + name + " in:\n" + text_});
    return found->second;
}

Images::Images(const std::vector<std::string>& arguments) {
    for (const std::string& argument : arguments) {
        const auto equals = argument.find('=');
        elves_[argument.substr(0, equals)] = argument.substr(equals + 1);
    }
}

const std::filesystem::path& Images::elf(const std::string& name) const {
    const auto found = elves_.find(name);
    if (found == elves_.end()) throw Error({.what = "no image " + name});
    return found->second;
}

Results Images::run(const std::string& name, int shift) const {
    return run_image(elf(name), shift, "null");
}

Results run_image(const std::filesystem::path& elf, int shift, const std::string& serial,
                  const std::string& machine) {
    const Finished done = cli::run(
        {.args = {PERTH_QEMU_ARM, "-M", machine, "-kernel", elf.string(), "-display", "none",
                  "-monitor", "none", "-serial", serial, "-semihosting-config",
                  "enable=on,target=native", "-icount", fmt::format("shift={},sleep=off", shift)}});
    if (done.exit_code != 0) {
        throw Error({.what = fmt::format("{} ended with {}", elf.string(), done.exit_code),
                     .why = done.out + done.err});
    }
    return Results(done.out + "\n" + done.err);
}

Results run_rp2040(const std::filesystem::path& elf) {
    const Finished done =
        cli::run({.args = {PERTH_NODE, PERTH_RP2040 "/rp2040.mjs", elf.string()}});
    if (done.exit_code != 0) {
        throw Error({.what = fmt::format("{} ended with {}", elf.string(), done.exit_code),
                     .why = done.out + done.err});
    }
    return Results(done.out);
}

std::uint64_t flash_size(const std::filesystem::path& elf) {
    const Finished done = cli::run({.args = {PERTH_ARM_SIZE, elf.string()}});
    std::istringstream text(done.out);
    std::string head;
    std::getline(text, head);
    std::uint64_t code = 0;
    std::uint64_t data = 0;
    if (!(text >> code >> data)) throw Error({.what = "no size of " + elf.string()});
    return code + data;
}

std::uint64_t ram_size(const std::filesystem::path& elf) {
    const Finished done = cli::run({.args = {PERTH_ARM_SIZE, "-A", elf.string()}});
    std::istringstream text(done.out);
    std::uint64_t bytes = 0;
    for (std::string line; std::getline(text, line);) {
        std::istringstream words(line);
        std::string section;
        std::uint64_t size = 0;
        if (!(words >> section >> size)) continue;
        for (const char* each : {".runtime_noinit", ".runtime_bss", ".data", ".bss", ".noinit"}) {
            if (section == each) bytes += size;
        }
    }
    return bytes;
}

std::string allocators(const std::filesystem::path& elf) {
    const Finished done = cli::run({.args = {PERTH_ARM_NM, elf.string()}});
    if (done.exit_code != 0) throw Error({.what = "no symbols of " + elf.string()});
    std::istringstream words(done.out);
    std::string found;
    for (std::string word; words >> word;) {
        for (const std::string name : {"malloc", "_malloc_r", "_sbrk", "_Znwj", "_Znaj"}) {
            if (word == name) found += (found.empty() ? "" : " ") + name;
        }
    }
    return found;
}

}  // namespace perth::bench
