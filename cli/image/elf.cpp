// ELF files: what their program headers load. Source: System V ABI, "Object Files" and "Program
// Loading".
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "cli/image/formats.hpp"
#include "cli/image/segments.hpp"
#include "cli/support/counted.hpp"

namespace perth::cli {
namespace {

constexpr std::uint32_t load = 1;  // PT_LOAD
constexpr std::uint32_t note = 4;  // PT_NOTE

struct Machine {
    std::uint16_t number;
    std::string_view name;
    bool known;  ///< to be a microcontroller's
};

constexpr std::array machines = {Machine{40, "ARM", true},      Machine{83, "AVR", true},
                                 Machine{94, "Xtensa", true},   Machine{243, "RISC-V", true},
                                 Machine{3, "x86", false},      Machine{62, "x86-64", false},
                                 Machine{183, "AArch64", false}};

const Machine* find_machine(std::uint16_t number) {
    const auto* const found =
        std::find_if(machines.begin(), machines.end(),
                     [&](const Machine& machine) { return machine.number == number; });
    return found == machines.end() ? nullptr : found;
}

struct ProgramHeader {
    std::uint32_t type = 0;
    std::uint64_t offset = 0;
    std::uint64_t virtual_address = 0;
    std::uint64_t physical_address = 0;
    std::uint64_t file_size = 0;
    std::uint64_t memory_size = 0;
};

class Elf {
public:
    Elf(BytesView content, const std::string& name) : content_(content), name_(name) {
        check_identity();
        read_header();
        read_program_headers();
    }

    [[nodiscard]] Image image() const {
        Image image{.format = Image::Format::elf,
                    .entry = static_cast<std::uint32_t>(entry_),
                    .machine = machine_,
                    .build_id = build_id()};
        Segments segments(name_, "program header", Segments::Overlap::refused);
        const bool by_virtual = lacks_physical();
        if (by_virtual) {
            image.warnings.push_back(
                fmt::format("{} has no physical addresses: its virtual ones are used", name_));
        }
        for (std::size_t i = 0; i < headers_.size(); ++i) {
            const ProgramHeader& header = headers_[i];
            if (header.type != load || header.file_size == 0) continue;
            const auto address = by_virtual ? header.virtual_address : header.physical_address;
            if (address > UINT32_MAX) {
                reject(
                    fmt::format("program header {} loads to 0x{:x}, beyond 32 bits", i, address));
            }
            segments.add(static_cast<std::uint32_t>(address),
                         content_.subspan(header.offset, header.file_size), i);
        }
        segments.move_to(image);
        return image;
    }

private:
    [[noreturn]] void reject(std::string why) const {
        reject_image(fmt::format("{} is no valid ELF file", name_), std::move(why));
    }

    template <typename T>
    [[nodiscard]] T get(std::uint64_t at) const {
        if (at > content_.size() || sizeof(T) > content_.size() - at) {
            reject(fmt::format("it has {} and should have more than {}",
                               counted(content_.size(), "byte"), at));
        }
        return little_endian<T>(content_, static_cast<std::size_t>(at));
    }

    /// Returns an address or offset, which is of four or eight bytes.
    [[nodiscard]] std::uint64_t get_word(std::uint64_t at) const {
        return is_64_ ? get<std::uint64_t>(at) : get<std::uint32_t>(at);
    }

    void check_identity() {
        const auto bits = get<std::uint8_t>(4);
        if (bits != 1 && bits != 2) reject(fmt::format("its class is {}, not 1 or 2", bits));
        is_64_ = bits == 2;
        if (get<std::uint8_t>(5) != 1) reject("its bytes are not in little-endian order");
        if (get<std::uint8_t>(6) != 1) {
            reject(fmt::format("its version is {}, not 1", get<std::uint8_t>(6)));
        }
    }

    void read_header() {
        machine_ = get<std::uint16_t>(18);
        check_machine();
        const auto type = get<std::uint16_t>(16);
        if (type != 2 && type != 3) {
            reject_image(fmt::format("{} is not a linked program", name_),
                         type == 1 ? "it is an object file" : fmt::format("its type is {}", type));
        }
        entry_ = get_word(24);
        if (entry_ > UINT32_MAX) reject(fmt::format("its entry 0x{:x} is beyond 32 bits", entry_));
    }

    void check_machine() const {
        const Machine* const machine = find_machine(machine_);
        if (machine != nullptr && machine->known) return;
        reject_image(fmt::format("{} is not a microcontroller's program", name_),
                     fmt::format("it is for {}", machine_name(machine_)));
    }

    void read_program_headers() {
        const std::uint64_t table = get_word(is_64_ ? 32 : 28);
        const auto size = get<std::uint16_t>(is_64_ ? 54 : 42);
        const auto count = get<std::uint16_t>(is_64_ ? 56 : 44);
        const unsigned right = is_64_ ? 56 : 32;
        if (count > 0 && size != right) {
            reject(fmt::format("its program headers have {} bytes, not {}", size, right));
        }
        if (table > content_.size() || count * right > content_.size() - table) {
            reject(fmt::format("the end of {} at offset {} is beyond the file's, {}",
                               counted(count, "program header"), table, content_.size()));
        }
        for (std::uint64_t i = 0; i < count; ++i) headers_.push_back(header_at(table + i * right));
        for (std::size_t i = 0; i < headers_.size(); ++i) check(headers_[i], i);
        if (std::none_of(headers_.begin(), headers_.end(),
                         [](const ProgramHeader& one) { return one.type == load; })) {
            reject_image(fmt::format("{} loads nothing", name_),
                         "none of its program headers is of type LOAD");
        }
    }

    [[nodiscard]] ProgramHeader header_at(std::uint64_t at) const {
        const auto type = get<std::uint32_t>(at);
        // Beyond the type (and in 64 bits the flags, which are in front there): five words.
        const unsigned word = is_64_ ? 8 : 4;
        const std::uint64_t first = at + word;
        return {.type = type,
                .offset = get_word(first),
                .virtual_address = get_word(first + word),
                .physical_address = get_word(first + 2 * word),
                .file_size = get_word(first + 3 * word),
                .memory_size = get_word(first + 4 * word)};
    }

    void check(const ProgramHeader& header, std::size_t i) const {
        if (header.type != load && header.type != note) return;
        if (header.offset > content_.size() || header.file_size > content_.size() - header.offset) {
            reject(fmt::format("program header {} has {} bytes at offset {}; the file ends at {}",
                               i, header.file_size, header.offset, content_.size()));
        }
        if (header.type == load && header.file_size > header.memory_size) {
            reject(fmt::format("program header {} has {} for {} of memory", i,
                               counted(header.file_size, "byte"), header.memory_size));
        }
    }

    /// Some linkers leave the physical addresses 0.
    [[nodiscard]] bool lacks_physical() const {
        const auto loads = [](const ProgramHeader& one) { return one.type == load; };
        return std::none_of(headers_.begin(), headers_.end(),
                            [&](const ProgramHeader& one) {
                                return loads(one) && one.physical_address != 0;
                            }) &&
               std::any_of(headers_.begin(), headers_.end(), [&](const ProgramHeader& one) {
                   return loads(one) && one.virtual_address != 0;
               });
    }

    /// Returns the content of the GNU build-id note, or nothing. Broken notes end the search.
    [[nodiscard]] std::string build_id() const {
        for (const ProgramHeader& header : headers_) {
            if (header.type != note) continue;
            const std::string id = build_id_in(content_.subspan(header.offset, header.file_size));
            if (!id.empty()) return id;
        }
        return {};
    }

    [[nodiscard]] static std::string build_id_in(BytesView notes) {
        constexpr std::uint32_t gnu_build_id = 3;
        constexpr std::array<std::uint8_t, 4> gnu = {'G', 'N', 'U', 0};
        const auto padded = [](std::uint64_t size) { return (size + 3) / 4 * 4; };
        while (notes.size() >= 12) {
            const std::uint64_t name_size = little_endian<std::uint32_t>(notes);
            const std::uint64_t size = little_endian<std::uint32_t>(notes, 4);
            const auto type = little_endian<std::uint32_t>(notes, 8);
            const std::uint64_t begin = 12 + padded(name_size);
            if (begin + size > notes.size()) return {};
            const BytesView name = notes.subspan(12, name_size);
            if (type == gnu_build_id &&
                std::equal(name.begin(), name.end(), gnu.begin(), gnu.end())) {
                std::string text;
                for (const std::uint8_t byte : notes.subspan(begin, size)) {
                    text += fmt::format("{:02x}", byte);
                }
                return text;
            }
            notes = notes.subspan(std::min<std::uint64_t>(begin + padded(size), notes.size()));
        }
        return {};
    }

    BytesView content_;
    const std::string& name_;
    bool is_64_ = false;
    std::uint16_t machine_ = 0;
    std::uint64_t entry_ = 0;
    std::vector<ProgramHeader> headers_;
};

}  // namespace

std::string machine_name(std::uint16_t number) {
    const Machine* const machine = find_machine(number);
    return machine != nullptr ? std::string(machine->name) : fmt::format("machine {}", number);
}

bool is_elf(BytesView content) {
    constexpr std::array<std::uint8_t, 4> magic = {0x7F, 'E', 'L', 'F'};
    return content.size() >= magic.size() &&
           std::equal(magic.begin(), magic.end(), content.begin());
}

Image parse_elf(BytesView content, const std::string& name) { return Elf(content, name).image(); }

}  // namespace perth::cli
