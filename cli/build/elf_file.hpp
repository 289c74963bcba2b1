// An ELF file opened for reading with libelf, and closed again.
#pragma once

#include <fcntl.h>
#include <fmt/format.h>
#include <libelf.h>

#include <filesystem>

#include "cli/support/error.hpp"
#include "cli/support/handle.hpp"

namespace perth::cli {

class ElfFile {
public:
    explicit ElfFile(const std::filesystem::path& file)
        : descriptor_(::open(file.c_str(), O_RDONLY | O_CLOEXEC)) {
        elf_version(EV_CURRENT);
        if (descriptor_.is_open()) elf_ = elf_begin(descriptor_.get(), ELF_C_READ_MMAP, nullptr);
        if (elf_ != nullptr && elf_kind(elf_) == ELF_K_ELF) return;
        elf_end(elf_);
        throw Error({.what = fmt::format("{} is no ELF file", file.string()),
                     .hint = "perth clean, then build again"});
    }
    ~ElfFile() { elf_end(elf_); }
    ElfFile(const ElfFile&) = delete;
    ElfFile& operator=(const ElfFile&) = delete;

    [[nodiscard]] Elf* get() const noexcept { return elf_; }

private:
    Handle descriptor_;
    Elf* elf_ = nullptr;
};

}  // namespace perth::cli
