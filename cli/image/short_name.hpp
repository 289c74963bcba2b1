// C++ names as people say them.
#pragma once

#include <string>
#include <string_view>

namespace perth::cli {

/// Returns a demangled function's name without return type, parameters and what template arguments
/// are: "blink", "Heartbeat<…>::beat".
[[nodiscard]] std::string short_name(std::string_view full);

/// Returns a demangled object's name likewise: "main::scheduler", "Heartbeat<…>::first".
[[nodiscard]] std::string short_object_name(std::string_view full);

}  // namespace perth::cli
