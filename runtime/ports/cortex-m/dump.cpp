// The register lines of a dump; the format is in perth/base/panic.hpp. Linked with the console
// only.
#include <perth_port.hpp>

#include "core_registers.hpp"
#include "fault.hpp"
#include "stack_guard.hpp"
#include "startup.hpp"

extern "C" {
extern const std::uint32_t __perth_ram_start[];
}

namespace perth::detail {
/// The lines "build" and "task", printed by the runtime.
[[gnu::weak]] void print_dump_context() noexcept;
}  // namespace perth::detail

namespace perth::hal {
namespace {

using cortex_m::FaultFrame;
using cortex_m::SavedRegisters;
using cortex_m::scb;

constexpr unsigned words_a_line = 4;
constexpr unsigned stack_lines = 16;

void print(const char* text) noexcept {
    std::size_t size = 0;
    while (text[size] != '\0') ++size;
    console_panic_write(text, size);
}

void print_hex(std::uint32_t value) noexcept {
    char digits[8];
    for (char& digit : digits) {
        digit = "0123456789abcdef"[value >> 28];
        value <<= 4;
    }
    console_panic_write(digits, sizeof digits);
}

void print_line(const char* name, std::uint32_t value) noexcept {
    print("@perth ");
    print(name);
    print(" ");
    print_hex(value);
    print("\n");
}

void print_stack(const std::uint32_t* sp) noexcept {
    const auto* const top = reinterpret_cast<const std::uint32_t*>(&__perth_stack_top);
    if (sp < __perth_ram_start) return;
    for (unsigned line = 0; line < stack_lines && sp < top; ++line) {
        print("@perth stack ");
        print_hex(reinterpret_cast<std::uint32_t>(sp));
        for (unsigned word = 0; word < words_a_line && sp < top; ++word) {
            print(" ");
            print_hex(*sp++);
        }
        print("\n");
    }
}

void print_registers(const FaultFrame& frame, const SavedRegisters& saved) noexcept {
    const struct {
        const char* name;
        std::uint32_t value;
    } lines[] = {
        {"r0", frame.r0},   {"r1", frame.r1},     {"r2", frame.r2},   {"r3", frame.r3},
        {"r4", saved.r4},   {"r5", saved.r5},     {"r6", saved.r6},   {"r7", saved.r7},
        {"r8", saved.r8},   {"r9", saved.r9},     {"r10", saved.r10}, {"r11", saved.r11},
        {"r12", frame.r12}, {"xpsr", frame.xpsr},
    };
    for (const auto& line : lines) print_line(line.name, line.value);
}

#if __ARM_ARCH >= 7
// A fault whose own handler is not enabled arrives as HardFault. Source: ARM DDI 0403,
// "Configurable Fault Status Register, CFSR": a byte, a byte and a halfword.
const char* fault_name(std::uint32_t status) noexcept {
    if ((status & 0xFFU) != 0) return "MemManage";
    if ((status & 0xFF00U) != 0) return "BusFault";
    if (status != 0) return "UsageFault";
    return "HardFault";
}

void print_fault_status() noexcept {
    print_line("cfsr", scb().fault_status);
    print_line("hfsr", scb().hard_fault_status);
    print_line("mmfar", scb().memory_address);
    print_line("bfar", scb().bus_address);
}
#endif

const char* cause() noexcept {
    constexpr std::uint32_t first_other = 7;  // behind UsageFault
    std::uint32_t number;
    asm volatile("mrs %0, ipsr" : "=r"(number));
    if (number >= first_other) return "unhandled interrupt";
    if (number == 2) return "NMI";
#if __ARM_ARCH >= 7
    return fault_name(scb().fault_status);
#else
    return "HardFault";
#endif
}

}  // namespace

void cortex_m::report_fault(const FaultFrame* frame, const SavedRegisters& saved) noexcept {
    print("\n@perth fault ");
    print(frame == nullptr ? cortex_m::stack_overflow : cause());
    print("\n");
    if (perth::detail::print_dump_context != nullptr) perth::detail::print_dump_context();
    if (frame != nullptr) {
        print_line("pc", frame->pc);
        print_line("lr", frame->lr);
        print_line("sp", reinterpret_cast<std::uint32_t>(frame + 1));
        print_registers(*frame, saved);
    }
#if __ARM_ARCH >= 7
    print_fault_status();
#endif
    if (frame != nullptr) print_stack(reinterpret_cast<const std::uint32_t*>(frame + 1));
    print("@perth end\n");
}

[[gnu::noinline]] void panic_dump_registers() noexcept {
    const std::uint32_t* sp;
    asm volatile("mov %0, sp" : "=r"(sp));
    const auto caller = reinterpret_cast<std::uint32_t>(__builtin_return_address(0));
    print_line("pc", caller & ~1U);
    print_line("lr", caller);
    print_line("sp", reinterpret_cast<std::uint32_t>(sp));
    print_stack(sp);
}

}  // namespace perth::hal
