// The behaviour's name from the emulator.
#include <cstring>

#include "behaviour.hpp"

const char* perth::contract::chosen() noexcept {
    static char line[64];
    const char* const words = hal::command_line(line, sizeof line);
    if (words == nullptr) return "";
    const char* const space = std::strrchr(words, ' ');
    return space == nullptr ? words : space + 1;
}
