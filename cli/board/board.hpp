// A board definition with its inheritance resolved and every fact checked.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace perth::cli {

struct MemoryRegion {
    std::string name;                    ///< "flash", "ram", "ccm" …
    std::uint32_t start = 0;             ///< address
    std::uint32_t size = 0;              ///< bytes
    std::string access;                  ///< "rx", "rw", "rwx"
    std::vector<std::uint32_t> sectors;  ///< erase sectors in order, bytes; empty if none
};

struct Pin {
    std::string name;  ///< UPPER_SNAKE
    std::string pad;   ///< the chip's name: "PA13", "P0.17", "GPIO25"
    enum class Active { high, low } active = Active::high;
    enum class Use { output, input, analog, pwm, held } use = Use::output;  // held: always active
    enum class Pull { none, up, down } pull = Pull::none;
};

/// Returns the C++ type of a pin: "LED_RED" is "LedRed".
[[nodiscard]] std::string pin_type_name(std::string_view name);

/// A unit of the chip with the pads that it is wired to, under a name: board::I2c.
struct Bus {
    enum class Kind { uart, i2c, spi };

    std::string name;  ///< UPPER_SNAKE
    Kind kind = Kind::uart;
    std::string unit;               ///< the chip's name: "I2C1"
    std::vector<std::string> pads;  ///< in the order of bus_pads()
};

/// Returns what the pads of a bus are for: "tx", "rx" …
[[nodiscard]] const std::vector<const char*>& bus_pads(Bus::Kind kind);

/// A row or two of pads as they lie on the board, from top to bottom.
struct Header {
    struct Place {
        std::string label;  ///< as printed on the board: "X1", "GND"
        std::string pad;    ///< empty: not one of the chip's
    };
    std::string title;  ///< may be empty
    std::vector<Place> left;
    std::vector<Place> right;  ///< may be empty
};

/// Pads whose names are a prefix and a number from 0 on: "GPIO" and 30 of them.
struct PadGroup {
    std::string prefix;
    unsigned count = 0;
};

struct Console {
    bool usb = false;  ///< on USB, as a CDC-ACM device; then it has neither UART nor pads
    std::string uart;  ///< "USART1"; empty on `host`
    std::string tx;    ///< pad
    std::string rx;    ///< pad
    std::uint32_t baud = 115200;
    std::string note;  ///< where the console comes out, for people
};

struct Emulator {
    enum class Kind { qemu, rp2040, host } kind = Kind::host;
    std::string machine;     ///< QEMU's machine name
    std::size_t serial = 0;  ///< place of console.uart among the machine's UARTs
    /// QEMU's device (a QOM path) behind each group of pads that it has, by the group's prefix.
    std::map<std::string, std::string> pads = {};
};

struct UsbId {
    std::uint16_t vid = 0;
    std::uint16_t pid = 0;
    std::string mode;
};

/// Everything perth knows about a board. Facts come from board-defs only.
struct Board {
    std::string name;  ///< the file's name without .json
    std::string title;
    std::vector<std::filesystem::path> files;  ///< the definition and its ancestors, nearest first
    std::string mcu;                           ///< the chip's definition: "stm32f405rg"
    std::string port;                          ///< folder in runtime/ports: "stm32f4", "host"
    std::string core;                          ///< "cortex-m4"; empty on `host`
    std::uint32_t crystal_hz = 0;              ///< 0: none
    std::uint32_t clock_hz = 0;        ///< the core clock that the port sets up; 0 on `host`
    std::vector<MemoryRegion> memory;  ///< empty on `host`
    std::map<std::string, std::uint32_t> clocks;  ///< the port's own figures, by name (Hz, factors)
    std::vector<PadGroup> pads;                   ///< all of the chip's, in the emulator's order
    std::vector<std::string> uarts;               ///< in the order of the emulator's serial lines
    std::optional<std::uint32_t> bootloader;      ///< address of the ROM bootloader's vector table
    std::optional<std::uint16_t> stm32_pid;       ///< what an STM32's ROM bootloader calls the chip
    std::optional<std::uint32_t> uf2_family;      ///< of UF2 files for the chip
    std::string openocd;                          ///< the chip's configuration: "target/rp2040.cfg"
    std::string pyocd;                            ///< what pyOCD calls the chip, or empty
    std::optional<Console> console;
    std::vector<Pin> pins;
    std::vector<Bus> buses;
    std::vector<Header> pinout;
    std::vector<std::string> flash;            ///< flash methods, preferred first
    std::vector<std::uint16_t> universal_hex;  ///< numbers of its blocks in such files, or empty
    std::string drive;             ///< label of the volume that takes firmware, or empty
    std::string probe;             ///< OpenOCD's configuration of the probe on the board, or empty
    std::string bootloader_entry;  ///< how a person leads it into its bootloader, or empty
    std::vector<UsbId> usb;
    std::optional<Emulator> emulator;
    std::string compiler;               ///< pinned compiler, or empty
    std::uint32_t memory_reserved = 0;  ///< bytes at the end of flash not to be used
    std::uint32_t task_memory = 0;      ///< bytes for task frames
    std::vector<std::string> marks;     ///< "runs in emulator", "not yet tried on hardware" …
    std::string source;
    std::string notes;

    [[nodiscard]] const MemoryRegion* region(const std::string& region_name) const;
    /// Returns how the running firmware shows itself on USB, if the board says so.
    [[nodiscard]] const UsbId* usb_of(std::string_view mode) const;
};

/// Where definitions are looked for, in order: project/boards, user's, installed.
struct BoardPath {
    std::vector<std::filesystem::path> folders;
    std::vector<std::filesystem::path> mcu_folders;  ///< beside each: where its chips are
};

/// Returns the search path. `project` may be empty; `data` is the installed data folder.
[[nodiscard]] BoardPath board_path(const std::filesystem::path& project,
                                   const std::filesystem::path& data);

/// Returns whether `name` may name a definition: lower-case letters, digits and '-'.
[[nodiscard]] bool is_board_name(std::string_view name);

/// Returns the names of all boards found, sorted, each once.
[[nodiscard]] std::vector<std::string> board_names(const BoardPath& path);

/// Loads, resolves and validates a board. An unknown name is an `Error` with "did you mean";
/// whatever is wrong in a file points into it.
[[nodiscard]] Board load_board(const std::string& name, const BoardPath& path);

/// As load_board(), for a definition file anywhere; parents are looked for beside it, too.
[[nodiscard]] Board load_board_file(const std::filesystem::path& file, const BoardPath& path);

}  // namespace perth::cli
