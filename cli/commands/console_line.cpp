#include "cli/commands/console_line.hpp"

#include <fmt/format.h>

#include <utility>

#include "cli/serial/traced.hpp"
#include "cli/support/error.hpp"

namespace perth::cli {

ConsoleLine::ConsoleLine(PortFinder finder, std::string_view name, const Context& context)
    : finder_(std::move(finder)), address_(address()) {
    if (address_.find("://") == address_.npos) lease_.emplace(address_, name);
    stream_ = finder_.open();
    if (!stream_) complain();
    if (!context.options().verbose) return;
    stream_ = serial::traced(std::move(stream_),
                             [&context](std::string_view line) { context.trace(line); });
}

std::string ConsoleLine::address() const {
    const auto address = finder_.address();
    if (!address) complain();
    return *address;
}

void ConsoleLine::complain() const {
    throw Error({.what = fmt::format("there is no {}", finder_.description()),
                 .hint = "plug the board in; perth devices lists what is attached",
                 .fault = Fault::not_found});
}

}  // namespace perth::cli
