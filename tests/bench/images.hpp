// Running the bench's images in QEMU, and what they measured.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace perth::bench {

/// What an image printed: "NAME VALUE" lines.
class Results {
public:
    explicit Results(const std::string& text);
    /// Returns a value; an image that did not print it is an `Error`.
    [[nodiscard]] double operator[](const std::string& name) const;

private:
    std::map<std::string, double> values_;
    std::string text_;
};

/// The images of the command line: NAME=ELF each.
class Images {
public:
    explicit Images(const std::vector<std::string>& arguments);

    [[nodiscard]] const std::filesystem::path& elf(const std::string& name) const;
    /// Runs an image to its end; one instruction takes 2^shift ns.
    [[nodiscard]] Results run(const std::string& name, int shift = 0) const;

private:
    std::map<std::string, std::filesystem::path> elves_;
};

/// Runs any firmware for the machine, its console where `serial` says ("null": by semihosting).
[[nodiscard]] Results run_image(const std::filesystem::path& elf, int shift,
                                const std::string& serial,
                                const std::string& machine = "netduinoplus2");

/// Runs any firmware for the RP2040.
[[nodiscard]] Results run_rp2040(const std::filesystem::path& elf);

/// Returns bytes of text and data together, as arm-none-eabi-size counts them.
[[nodiscard]] std::uint64_t flash_size(const std::filesystem::path& elf);

/// Returns bytes of variables, without task memory and stack.
[[nodiscard]] std::uint64_t ram_size(const std::filesystem::path& elf);

/// Returns the names of allocators that were linked, "" if there is none.
[[nodiscard]] std::string allocators(const std::filesystem::path& elf);

}  // namespace perth::bench
