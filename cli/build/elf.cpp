#include "cli/build/elf.hpp"

#include <cxxabi.h>
#include <fmt/format.h>
#include <gelf.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <tuple>

#include "cli/build/elf_file.hpp"

namespace perth::cli {
namespace {

std::vector<ElfSegment> segments(Elf* elf) {
    std::vector<ElfSegment> found;
    std::size_t count = 0;
    if (elf_getphdrnum(elf, &count) != 0) return found;
    for (std::size_t i = 0; i < count; ++i) {
        GElf_Phdr header;
        if (gelf_getphdr(elf, static_cast<int>(i), &header) == nullptr) continue;
        if (header.p_type != PT_LOAD || header.p_memsz == 0) continue;
        found.push_back({.address = header.p_vaddr,
                         .load_address = header.p_paddr,
                         .file_size = header.p_filesz,
                         .memory_size = header.p_memsz});
    }
    return found;
}

void add_symbols(Elf* elf, Elf_Scn* section, const GElf_Shdr& header,
                 std::vector<ElfSymbol>& found) {
    Elf_Data* const data = elf_getdata(section, nullptr);
    if (data == nullptr || header.sh_entsize == 0) return;
    for (std::size_t i = 0; i < header.sh_size / header.sh_entsize; ++i) {
        GElf_Sym symbol;
        if (gelf_getsym(data, static_cast<int>(i), &symbol) == nullptr) return;
        const int type = GELF_ST_TYPE(symbol.st_info);
        if (symbol.st_size == 0 || (type != STT_FUNC && type != STT_OBJECT)) continue;
        const char* const name = elf_strptr(elf, header.sh_link, symbol.st_name);
        if (name == nullptr) continue;
        // Thumb functions have bit 0 of their address set.
        const GElf_Addr odd = type == STT_FUNC ? 1 : 0;
        found.push_back(
            {.name = demangled(name), .address = symbol.st_value & ~odd, .size = symbol.st_size});
    }
}

std::string hex(const char* bytes, std::size_t size) {
    std::string text;
    for (std::size_t i = 0; i < size; ++i) {
        text += fmt::format("{:02x}", static_cast<unsigned char>(bytes[i]));
    }
    return text;
}

std::string build_id(Elf_Scn* section) {
    Elf_Data* const data = elf_getdata(section, nullptr);
    if (data == nullptr) return {};
    GElf_Nhdr note;
    std::size_t name = 0;
    std::size_t content = 0;
    for (std::size_t at = 0; (at = gelf_getnote(data, at, &note, &name, &content)) > 0;) {
        if (note.n_type != NT_GNU_BUILD_ID) continue;
        return hex(static_cast<const char*>(data->d_buf) + content, note.n_descsz);
    }
    return {};
}

}  // namespace

std::string demangled(const std::string& name) {
    if (name.rfind("_Z", 0) != 0) return name;
    int status = 0;
    const std::unique_ptr<char, decltype(&std::free)> text(
        abi::__cxa_demangle(name.c_str(), nullptr, nullptr, &status), &std::free);
    return status == 0 && text ? text.get() : name;
}

ElfFacts read_elf(const std::filesystem::path& file) {
    const ElfFile elf(file);
    ElfFacts facts{.segments = segments(elf.get()), .sections = {}, .symbols = {}, .build_id = {}};
    std::size_t names = 0;
    if (elf_getshdrstrndx(elf.get(), &names) != 0) names = 0;
    for (Elf_Scn* section = nullptr; (section = elf_nextscn(elf.get(), section)) != nullptr;) {
        GElf_Shdr header;
        if (gelf_getshdr(section, &header) == nullptr) continue;
        const char* const name = elf_strptr(elf.get(), names, header.sh_name);
        if ((header.sh_flags & SHF_ALLOC) != 0 && header.sh_size != 0 && name != nullptr) {
            facts.sections.push_back(
                {.name = name, .address = header.sh_addr, .size = header.sh_size});
        }
        if (header.sh_type == SHT_SYMTAB) add_symbols(elf.get(), section, header, facts.symbols);
        if (header.sh_type == SHT_NOTE && facts.build_id.empty())
            facts.build_id = build_id(section);
    }
    std::sort(facts.symbols.begin(), facts.symbols.end(),
              [](const ElfSymbol& a, const ElfSymbol& b) {
                  return std::tie(b.size, a.name) < std::tie(a.size, b.name);
              });
    return facts;
}

}  // namespace perth::cli
