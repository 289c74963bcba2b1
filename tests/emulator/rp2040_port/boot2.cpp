// boot2.hpp against boot2.S: `boot2 DIVIDER FILE` compares with what an assembler made of it.
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "runtime/ports/rp2040/boot2.hpp"

int main(int count, char** words) {
    if (count != 3) return 2;
    const auto stage = perth::hal::rp2040::boot_stage_2(
        static_cast<std::uint32_t>(std::strtoul(words[1], nullptr, 10)));
    std::ifstream file(words[2], std::ios::binary);
    std::string assembled{std::istreambuf_iterator<char>(file), {}};
    constexpr std::size_t code_size = sizeof stage - sizeof(std::uint32_t);
    if (assembled.empty() || assembled.size() > code_size) {
        std::cerr << words[2] << " has " << assembled.size() << " bytes\n";
        return 1;
    }
    assembled.resize(code_size);
    if (std::memcmp(stage.data(), assembled.data(), code_size) == 0) return 0;
    std::cerr << "boot2.hpp is not what the assembler makes of boot2.S\n";
    return 1;
}
