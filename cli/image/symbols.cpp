#include "cli/image/symbols.hpp"

#include <cxxabi.h>
#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>
#include <fmt/format.h>
#include <gelf.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string_view>
#include <utility>

#include "cli/support/bytes.hpp"
#include "cli/support/error.hpp"

namespace perth::cli {
namespace {

/// Debug information is in the ELF itself or nowhere: the usual callback would ask the network.
int find_nothing(Dwfl_Module*, void**, const char*, Dwarf_Addr, const char*, const char*, GElf_Word,
                 char**) {
    return -1;
}

/// Returns the name as people write it, without what compilers append to parts of a function.
std::string readable(const char* name) {
    int status = 0;
    const std::unique_ptr<char, decltype(&std::free)> text(
        abi::__cxa_demangle(name, nullptr, nullptr, &status), &std::free);
    std::string shown = status == 0 && text ? text.get() : name;
    for (const std::string_view noise : {" [clone ", " (.resume)", " (.destroy)", " (.cleanup)"}) {
        if (const auto at = shown.find(noise); at != std::string::npos) shown.resize(at);
    }
    return shown;
}

std::string hex(const unsigned char* bytes, std::size_t size) {
    std::string text;
    for (std::size_t i = 0; i < size; ++i) text += fmt::format("{:02x}", bytes[i]);
    return text;
}

unsigned number_of(Dwarf_Die* die, unsigned attribute) {
    Dwarf_Attribute found;
    Dwarf_Word value = 0;
    if (dwarf_attr(die, attribute, &found) == nullptr) return 0;
    return dwarf_formudata(&found, &value) == 0 ? static_cast<unsigned>(value) : 0;
}

/// Returns the mangled name where there is one: it has the parameters.
std::string function_of(Dwarf_Die* die) {
    Dwarf_Attribute found;
    for (const unsigned attribute : {DW_AT_linkage_name, DW_AT_MIPS_linkage_name, DW_AT_name}) {
        const char* const name = dwarf_formstring(dwarf_attr_integrate(die, attribute, &found));
        if (name != nullptr) return readable(name);
    }
    return {};
}

/// Returns a path of the debug information as it can be found from the project's folder.
///
/// A build maps its project's folder to "." (-ffile-prefix-map). So "./src/main.cpp" stands as it
/// is, while "../../x.cpp" is meant from the unit's folder; readers of DWARF put that folder in
/// front of either.
std::string source_path(Dwarf_Die* unit, const char* name) {
    namespace fs = std::filesystem;
    if (name == nullptr) return {};
    Dwarf_Attribute found;
    const char* const folder = dwarf_formstring(dwarf_attr(unit, DW_AT_comp_dir, &found));
    std::string_view rest = name;
    if (folder == nullptr || fs::path(name).is_absolute()) {
        return fs::path(rest).lexically_normal();
    }
    const std::string prefix = std::string(folder) + "/";
    if (rest.starts_with(prefix)) rest.remove_prefix(prefix.size());
    if (rest.starts_with("../")) return (fs::path(folder) / rest).lexically_normal();
    return fs::path(rest).lexically_normal();
}

std::string file_of(Dwarf_Die* unit, unsigned index) {
    Dwarf_Files* files = nullptr;
    std::size_t count = 0;
    if (dwarf_getsrcfiles(unit, &files, &count) != 0 || index >= count) return {};
    return source_path(unit, dwarf_filesrc(files, index, nullptr, nullptr));
}

/// Finds the functions that an address is in. dwarf_getscopes() does not look into namespaces.
class FunctionFinder {
public:
    explicit FunctionFinder(Dwarf_Addr address) : address_(address) {}

    /// Returns them innermost first.
    [[nodiscard]] std::vector<Dwarf_Die> find(Dwarf_Die* unit) {
        (void)descend(unit, 0);
        std::reverse(functions_.begin(), functions_.end());
        return std::move(functions_);
    }

private:
    /// Returns whether the address is in a child.
    bool descend(Dwarf_Die* parent, unsigned depth) {
        Dwarf_Die child;
        if (depth == deepest || dwarf_child(parent, &child) != 0) return false;
        do {
            if (--budget_ == 0) return true;  // siblings of a hostile file may form a circle
            if (look_at(&child, depth)) return true;
        } while (dwarf_siblingof(&child, &child) == 0);
        return false;
    }

    bool look_at(Dwarf_Die* die, unsigned depth) {
        switch (dwarf_tag(die)) {
            case DW_TAG_namespace:
            case DW_TAG_class_type:
            case DW_TAG_structure_type:
                return descend(die, depth + 1);
            case DW_TAG_subprogram:
            case DW_TAG_inlined_subroutine:
                if (dwarf_haspc(die, address_) <= 0) return false;
                functions_.push_back(*die);
                (void)descend(die, depth + 1);
                return true;
            case DW_TAG_lexical_block:
                return dwarf_haspc(die, address_) > 0 && descend(die, depth + 1);
            default:
                return false;
        }
    }

    static constexpr unsigned deepest = 128;

    Dwarf_Addr address_;
    unsigned budget_ = 10'000'000;
    std::vector<Dwarf_Die> functions_;
};

std::vector<CodePlace> places_in(Dwarf_Die* unit, Dwarf_Addr address) {
    CodePlace here;
    if (Dwarf_Line* const line = dwarf_getsrc_die(unit, address)) {
        int number = 0;
        here.file = source_path(unit, dwarf_linesrc(line, nullptr, nullptr));
        if (dwarf_lineno(line, &number) == 0) here.line = static_cast<unsigned>(number);
    }
    std::vector<CodePlace> places;
    for (Dwarf_Die& function : FunctionFinder(address).find(unit)) {
        here.function = function_of(&function);
        places.push_back(std::move(here));
        here = {.function = {},
                .file = file_of(unit, number_of(&function, DW_AT_call_file)),
                .line = number_of(&function, DW_AT_call_line)};
    }
    return places;
}

}  // namespace

struct Symbols::Open {
    Dwfl_Callbacks callbacks{.find_elf = dwfl_build_id_find_elf,
                             .find_debuginfo = find_nothing,
                             .section_address = dwfl_offline_section_address,
                             .debuginfo_path = nullptr};
    std::unique_ptr<Dwfl, decltype(&dwfl_end)> session{dwfl_begin(&callbacks), &dwfl_end};
    Dwfl_Module* module = nullptr;
    Elf* elf = nullptr;
    GElf_Ehdr header{};
    std::string build_id;
    GElf_Addr moved = 0;  ///< from the file's addresses to the session's; 0 for what is fixed

    [[nodiscard]] bool is_thumb() const noexcept { return header.e_machine == EM_ARM; }
    [[nodiscard]] bool is_code(std::uint64_t address) const;
    [[nodiscard]] std::optional<std::uint16_t> halfword(std::uint64_t address) const;
    [[nodiscard]] std::vector<CodePlace> at(std::uint64_t address) const;
    [[nodiscard]] std::string symbol_at(std::uint64_t address) const;
};

bool Symbols::Open::is_code(std::uint64_t address) const {
    for (Elf_Scn* section = nullptr; (section = elf_nextscn(elf, section)) != nullptr;) {
        GElf_Shdr found;
        if (gelf_getshdr(section, &found) == nullptr || (found.sh_flags & SHF_EXECINSTR) == 0) {
            continue;
        }
        if (address >= found.sh_addr && address - found.sh_addr < found.sh_size) return true;
    }
    return false;
}

std::optional<std::uint16_t> Symbols::Open::halfword(std::uint64_t address) const {
    for (Elf_Scn* section = nullptr; (section = elf_nextscn(elf, section)) != nullptr;) {
        GElf_Shdr found;
        if (gelf_getshdr(section, &found) == nullptr || (found.sh_flags & SHF_EXECINSTR) == 0 ||
            found.sh_type == SHT_NOBITS || address < found.sh_addr) {
            continue;
        }
        const Elf_Data* const data = elf_rawdata(section, nullptr);
        const std::uint64_t offset = address - found.sh_addr;
        if (data == nullptr || data->d_buf == nullptr || data->d_size < 2 ||
            offset > data->d_size - 2) {
            continue;
        }
        return little_endian<std::uint16_t>(
            BytesView(static_cast<const std::uint8_t*>(data->d_buf), data->d_size), offset);
    }
    return std::nullopt;
}

std::vector<CodePlace> Symbols::Open::at(std::uint64_t address) const {
    if (!is_code(address)) return {};
    Dwarf_Addr bias = 0;
    for (Dwarf_Die* unit = nullptr; (unit = dwfl_module_nextcu(module, unit, &bias)) != nullptr;) {
        if (address < bias || dwarf_haspc(unit, address - bias) <= 0) continue;
        auto places = places_in(unit, address - bias);
        if (!places.empty()) return places;
    }
    const std::string name = symbol_at(address);
    if (name.empty()) return {};
    return {{.function = name, .file = {}, .line = 0}};
}

/// Returns the function of the symbol table that covers the address, or nothing. (libdwfl would
/// take ARM's mapping symbols, $t and $d, for functions.)
std::string Symbols::Open::symbol_at(std::uint64_t address) const {
    const std::uint64_t odd = is_thumb() ? 1 : 0;
    const int count = dwfl_module_getsymtab(module);
    for (int i = 1; i < count; ++i) {
        GElf_Sym symbol;
        const char* const name = dwfl_module_getsym(module, i, &symbol, nullptr);
        if (name == nullptr || GELF_ST_TYPE(symbol.st_info) != STT_FUNC) continue;
        const std::uint64_t start = symbol.st_value & ~odd;
        if (address >= start && address - start < symbol.st_size) return readable(name);
    }
    return {};
}

std::string to_string(const CodePlace& place) {
    std::string text = place.function.empty() ? "?" : place.function;
    if (!place.file.empty()) text += fmt::format(" at {}", place.file);
    if (!place.file.empty() && place.line != 0) text += fmt::format(":{}", place.line);
    return text;
}

Symbols::Symbols(const std::filesystem::path& elf) : open_(std::make_unique<Open>()) {
    elf_version(EV_CURRENT);
    dwfl_report_begin(open_->session.get());
    open_->module = dwfl_report_offline(open_->session.get(), "", elf.c_str(), -1);
    const int failure = open_->module == nullptr ? dwfl_errno() : 0;
    dwfl_report_end(open_->session.get(), nullptr, nullptr);
    if (open_->module != nullptr) {
        open_->elf = dwfl_module_getelf(open_->module, &open_->moved);
    }
    if (open_->elf == nullptr || gelf_getehdr(open_->elf, &open_->header) == nullptr) {
        throw Error({.what = fmt::format("cannot read the symbols of {}", elf.string()),
                     .why = dwfl_errmsg(failure == 0 ? -1 : failure),
                     .fault = Fault::bad_input});
    }
    const unsigned char* id = nullptr;
    GElf_Addr place = 0;
    const int size = dwfl_module_build_id(open_->module, &id, &place);
    if (size > 0) open_->build_id = hex(id, static_cast<std::size_t>(size));
}

Symbols::~Symbols() = default;
Symbols::Symbols(Symbols&&) noexcept = default;
Symbols& Symbols::operator=(Symbols&&) noexcept = default;

const std::string& Symbols::build_id() const noexcept { return open_->build_id; }

bool Symbols::is_fixed() const noexcept { return open_->header.e_type == ET_EXEC; }

std::vector<CodePlace> Symbols::at(std::uint64_t address) const {
    return open_->at((open_->is_thumb() ? address & ~std::uint64_t{1} : address) + open_->moved);
}

std::vector<CodePlace> Symbols::call_before(std::uint64_t address) const {
    const std::uint64_t even = open_->is_thumb() ? address & ~std::uint64_t{1} : address;
    return even == 0 ? std::vector<CodePlace>{} : open_->at(even - 1);
}

/// Source: ARM DDI 0403, "BL" (encoding T1) and "BLX (register)".
bool Symbols::is_return_address(std::uint64_t address) const {
    if (!open_->is_thumb() || (address & 1) == 0 || address < 5) return false;
    const auto last = open_->halfword(address - 1 - 2);
    if (!last) return false;
    if ((*last & 0xff87) == 0x4780) return true;
    const auto first = open_->halfword(address - 1 - 4);
    return first && (*first & 0xf800) == 0xf000 && (*last & 0xd000) == 0xd000;
}

}  // namespace perth::cli
