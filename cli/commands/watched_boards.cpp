#include "cli/commands/watched_boards.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "cli/commands/console_agent.hpp"
#include "cli/device/device.hpp"
#include "cli/device/device_name.hpp"
#include "cli/support/terminal.hpp"
#include "cli/usb/usb.hpp"

namespace perth::cli {
namespace {

class Boards {
public:
    Boards(Context& context, std::uint32_t baud, const serial::Settings& settings)
        : context_(context), baud_(baud), settings_(settings) {}

    std::vector<WatchedBoard> look() {
        std::vector<WatchedBoard> found;
        const bool is_first = !std::exchange(looked_, true);
        if (is_first) add_named(found);
        std::vector<std::string> nodes;
        for (const serial::Port& port : serial::ports()) nodes.push_back(port.node);
        if (nodes == nodes_ && !is_first) return found;  // matching them with boards takes time
        nodes_ = std::move(nodes);
        add_attached(found);
        return found;
    }

private:
    [[nodiscard]] std::map<std::string, std::string> names() const {
        const Manifest* const manifest = context_.find_manifest();
        return manifest == nullptr ? std::map<std::string, std::string>{} : manifest->devices;
    }

    void add_named(std::vector<WatchedBoard>& found) {
        std::optional<Board> board;
        if (context_.find_manifest() != nullptr) board = context_.board();
        for (const auto& [name, place] : names()) {
            found.push_back(watched(printable(name), "named " + place, place, board));
        }
    }

    void add_attached(std::vector<WatchedBoard>& found) {
        const std::vector<Board> boards = context_.all_boards();
        std::map<std::string, int> ports_at;
        for (const auto& device : attached_devices(*usb::system_host(), serial::ports(), boards)) {
            if (device.kind != AttachedDevice::Kind::serial || device.place.empty()) continue;
            const int port = ports_at[device.place]++;
            if (is_named(device) || !is_asked_for(device)) continue;
            std::optional<Board> board;
            for (const Board& one : boards) {
                if (!device.boards.empty() && one.name == device.boards.front()) board = one;
            }
            const std::string plug = fmt::format("{}#{}", device.place, port);
            if (!plugs_.insert(plug).second) continue;
            found.push_back(watched(name_of(device), plug, device.node, board));
        }
    }

    [[nodiscard]] bool is_named(const AttachedDevice& device) const {
        for (const auto& entry : names()) {
            const DeviceName name = parse_device_name(entry.second, {});
            if (name.text == device.place || name.text == device.node) return true;
            if (!device.serial.empty() && name.text == device.serial) return true;
        }
        return false;
    }

    [[nodiscard]] bool is_asked_for(const AttachedDevice& device) const {
        const auto& wanted = context_.options().boards;
        return wanted.empty() ||
               std::any_of(wanted.begin(), wanted.end(), [&](const std::string& name) {
                   return std::find(device.boards.begin(), device.boards.end(), name) !=
                          device.boards.end();
               });
    }

    /// A board's name if there is no doubt, else the port's; with the place if that is taken.
    std::string name_of(const AttachedDevice& device) {
        const Manifest* const manifest = context_.find_manifest();
        const auto& boards = device.boards;
        const bool is_sure = boards.size() == 1 || (!boards.empty() && manifest != nullptr &&
                                                    boards.front() == manifest->default_board);
        std::string name =
            is_sure ? boards.front() : std::filesystem::path(device.node).filename().string();
        if (!taken_.insert(name).second) name += "@" + device.place;
        return printable(name);
    }

    WatchedBoard watched(std::string name, std::string plug, const std::string& place,
                         const std::optional<Board>& board) {
        const auto finder =
            std::make_shared<PortFinder>(console_finder(board, place, context_, baud_, settings_));
        WatchedBoard watched{.name = std::move(name),
                             .plug = std::move(plug),
                             .open = [finder] { return finder->open(); },
                             .is_remote = place.find("://") != place.npos};
        if (const Manifest* const project = context_.find_manifest()) {
            watched.built_files = [folder = project->folder] { return built_files(folder, {}); };
        }
        return watched;
    }

    Context& context_;
    std::uint32_t baud_;
    serial::Settings settings_;
    bool looked_ = false;
    std::vector<std::string> nodes_;
    std::set<std::string> plugs_;
    std::set<std::string> taken_;
};

}  // namespace

std::function<std::vector<WatchedBoard>()> watched_boards(Context& context, std::uint32_t baud,
                                                          const serial::Settings& settings) {
    return [boards = std::make_shared<Boards>(context, baud, settings)] { return boards->look(); };
}

}  // namespace perth::cli
