// The behaviour's name from the environment.
#include <cstdlib>

#include "behaviour.hpp"

const char* perth::contract::chosen() noexcept {
    const char* const name = std::getenv("PERTH_CONTRACT");
    return name == nullptr ? "" : name;
}
