// Functions' names, as short as they tell something.
#pragma once

#include <string>
#include <string_view>

namespace perth::cli {

/// Returns a function's own name, without namespaces and parameters.
[[nodiscard]] std::string short_function_name(std::string_view full);

}  // namespace perth::cli
