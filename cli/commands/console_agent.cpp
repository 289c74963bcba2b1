#include "cli/commands/console_agent.hpp"

#include <fmt/format.h>

#include <thread>

#include "cli/device/device.hpp"
#include "cli/support/error.hpp"
#include "cli/support/signals.hpp"
#include "cli/usb/usb.hpp"

namespace perth::cli {
namespace {

using namespace std::chrono_literals;

/// Returns the port that was named, by the manifest's names if it is one; where none was named,
/// the manifest's only device.
std::string named_port(const std::string& device, const Context& context) {
    const Manifest* const manifest = context.find_manifest();
    if (manifest == nullptr) return device;
    const auto& devices = manifest->devices;
    if (device.empty()) return devices.size() == 1 ? devices.begin()->second : device;
    const auto found = devices.find(device);
    return found == devices.end() ? device : found->second;
}

}  // namespace

PortFinder console_finder(const std::optional<Board>& board, const std::string& device,
                          Context& context, std::uint32_t baud, serial::Settings settings) {
    if (board && board->console) settings.baud = board->console->baud;
    const Manifest* const manifest = context.find_manifest();
    if (manifest != nullptr && board) {
        settings.baud = manifest->for_board(board->name).monitor.baud.value_or(settings.baud);
    }
    if (baud != 0) settings.baud = baud;
    return {
        {.named = named_port(device, context), .board = board}, settings, {.devices = [&context] {
            return attached_devices(*usb::system_host(), serial::ports(), context.all_boards());
        }}};
}

ConsoleAgent::ConsoleAgent(const Board& board, const std::string& device, const std::string& name,
                           Context& context)
    : finder_(console_finder(board, device, context)) {
    const auto address = finder_.address();
    if (address && address->find("://") == address->npos) lease_.emplace(*address, name);
    console_ = finder_.open();
    if (!console_) {
        throw Error({.what = fmt::format("{} is not there", finder_.description()),
                     .why = "no console of that name is attached, or nobody listens there",
                     .hint = "perth devices lists what is attached",
                     .fault = Fault::not_found});
    }
    if (const Manifest* const manifest = context.find_manifest()) {
        const auto file = manifest->for_board(board.name).agent_key_file;
        if (!file.empty()) key_ = read_agent_key(file);
    }
    connect();
}

void ConsoleAgent::connect() {
    client_.emplace(*console_, finder_.description());
    if (key_) client_->set_key(*key_);
}

CborValue ConsoleAgent::ask(const AgentCall& call) {
    try {
        return client_->ask(call);
    } catch (const Error& error) {
        if (error.parts().fault != Fault::gone) throw;
    }
    open_again();
    return client_->ask(call);
}

void ConsoleAgent::open_again() {
    constexpr auto patience = 10s;
    client_.reset();
    console_.reset();
    const auto limit = std::chrono::steady_clock::now() + patience;
    while (!console_ && std::chrono::steady_clock::now() < limit) {
        check_interrupt();
        std::this_thread::sleep_for(100ms);
        console_ = finder_.open();
    }
    if (!console_) {
        throw Error({.what = fmt::format("{} does not come back", finder_.description()),
                     .why = "",
                     .hint = "perth sync again, once it is there",
                     .fault = Fault::gone});
    }
    connect();
}

}  // namespace perth::cli
