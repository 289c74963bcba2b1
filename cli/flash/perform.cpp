#include "cli/flash/perform.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "cli/flash/check.hpp"
#include "cli/support/counted.hpp"
#include "cli/support/error.hpp"
#include "cli/support/terminal.hpp"

namespace perth::cli {
namespace {

using Clock = usb::Host::Clock;
using namespace std::chrono_literals;

constexpr unsigned most_losses = 10;
constexpr auto after_reset = 10s;  // until a bootloader is there again

/// One device and what is done to it.
class Flashing {
public:
    Flashing(usb::Host& host, Target target, const FlashJob& job, const AskFirmware& ask,
             const Say& say, Progress& progress)
        : host_(host),
          target_(std::move(target)),
          job_(job),
          ask_(ask),
          say_(say),
          progress_(progress) {}

    [[nodiscard]] UpdateReport perform() {
        for (unsigned losses = 0;; ++losses) {
            try {
                return attempt();
            } catch (const Error& error) {
                const bool is_lost = error.parts().fault == Fault::gone;
                if (!is_lost || job_.wait == 0s || losses == most_losses) throw;
                progress_.end();
                say_(fmt::format("the device at {} is gone: waiting {} s for it to come back",
                                 target_.name, job_.wait.count()));
                auto again = find_again(host_, target_, job_.board, host_.now() + job_.wait);
                if (!again) throw;
                target_ = *std::move(again);
            }
        }
    }

private:
    [[nodiscard]] UpdateReport attempt() {
        if (target_.usb) check_target(*target_.usb);
        if (!has_addresses(target_)) return by_sending();
        auto programmer = open();
        if (job_.unprotect && is_protected(*programmer)) programmer = lift(std::move(programmer));
        UpdateOptions options = job_.options;
        options.decided = [this](const UpdateReport& report) { tell(report); };
        return update(*programmer, job_.image, job_.board, options, progress_);
    }

    void tell(const UpdateReport& report) {
        const std::string plan = plan_text(report);
        if (!plan.empty() && !job_.options.dry_run) {
            say_(fmt::format("{}: {}", target_.name, plan));
        }
    }

    /// USB DFU 1.1, "DFU File Suffix": 0xFFFF fits every device.
    void check_target(const usb::Attached& attached) const {
        if (!job_.image.target) return;
        const DfuTarget& wanted = *job_.image.target;
        const auto fits = [](std::uint16_t asked, std::uint16_t is) {
            return asked == 0xFFFF || asked == is;
        };
        const usb::Descriptors& is = attached.descriptors;
        if (fits(wanted.vid, is.vid) && fits(wanted.pid, is.pid)) return;
        throw Error(
            {.what = fmt::format("{} is not for the device at {}", job_.image.name, target_.name),
             .why = fmt::format("it is for {:04x}:{:04x}, the device is {:04x}:{:04x}", wanted.vid,
                                wanted.pid, is.vid, is.pid),
             .fault = Fault::bad_input});
    }

    [[nodiscard]] std::unique_ptr<Programmer> open() {
        try {
            return connect(host_, target_, job_.board);
        } catch (const Error& error) {
            // Behind a serial port there may be a firmware instead of the bootloader.
            const bool may_run = !target_.usb && error.parts().fault == Fault::timeout;
            if (!may_run || !ask_(target_.name, job_.board)) throw;
        }
        say_(fmt::format("the firmware on {} enters its bootloader", target_.name));
        host_.sleep(500ms);
        return connect(host_, target_, job_.board);
    }

    [[nodiscard]] static bool is_protected(Programmer& programmer) {
        const auto& sectors = programmer.sectors();
        const auto readable = std::find_if(sectors.begin(), sectors.end(),
                                           [](const Sector& one) { return one.readable; });
        if (readable == sectors.end()) return false;
        try {
            std::array<std::uint8_t, 4> word{};
            programmer.read(readable->address, word, [](std::size_t) {});
            return false;
        } catch (const Error& error) {
            if (error.parts().fault != Fault::refused) throw;
            return true;
        }
    }

    /// After a refusal a programmer is of no more use.
    [[nodiscard]] std::unique_ptr<Programmer> lift(std::unique_ptr<Programmer> programmer) {
        programmer.reset();
        programmer = connect(host_, target_, job_.board);
        if (job_.options.dry_run) return programmer;  // comparing will say what is in the way
        say_("lifting the read protection, which erases everything");
        programmer->unprotect();
        programmer.reset();
        auto again = find_again(host_, target_, job_.board, host_.now() + after_reset);
        if (!again) {
            throw Error({.what = fmt::format("{} did not come back after its read protection was "
                                             "lifted",
                                             target_.name),
                         .why = fmt::format("waited {} s", after_reset.count()),
                         .hint = job_.board.bootloader_entry,
                         .fault = Fault::gone});
        }
        target_ = *std::move(again);
        return connect(host_, target_, job_.board);
    }

    /// Who is sent an image whole starts it, too; plain DFU may not.
    void check_start() const {
        if (job_.options.start || target_.method == "dfu") return;
        throw Error({.what = fmt::format("the {} starts what it is given", sought_name()),
                     .why = "--no-start asks for something else",
                     .hint = "leave out --no-start, or choose another way with --via",
                     .exit = Exit::wrong_use});
    }

    [[nodiscard]] std::string sought_name() const {
        return sought({.board = job_.board, .via = target_.method, .device = {}});
    }

    [[nodiscard]] UpdateReport by_sending() {
        const auto begin = std::chrono::steady_clock::now();
        check_start();
        if (job_.image.has_addresses || target_.method != "dfu") {
            check_image(job_.image, job_.board, job_.options.start);
        }
        const std::size_t size = job_.image.size();
        UpdateReport report;
        report.dry_run = job_.options.dry_run;
        report.traffic.sent = size;
        if (!job_.options.dry_run) {
            progress_.begin("writing", size, true);
            report.started = send(host_, target_, job_.board, job_.image,
                                  [this](std::size_t done) { progress_.update(done); });
            progress_.end();
            report.written = size;
        }
        report.took = std::chrono::steady_clock::now() - begin;
        return report;
    }

    usb::Host& host_;
    Target target_;
    const FlashJob& job_;
    const AskFirmware& ask_;
    const Say& say_;
    Progress& progress_;
};

}  // namespace

UpdateReport flash_device(usb::Host& host, Target target, const FlashJob& job,
                          const AskFirmware& ask, const Say& say, Progress& progress) {
    return Flashing(host, std::move(target), job, ask, say, progress).perform();
}

Range range_to_read(const Board& board, std::optional<std::uint32_t> address,
                    std::optional<std::uint32_t> length) {
    const MemoryRegion* const flash = board.region("flash");
    if (flash == nullptr) {
        throw Error(
            {.what = fmt::format("board {} has no flash", board.name), .exit = Exit::wrong_use});
    }
    const std::uint32_t begin = address.value_or(flash->start);
    const bool is_inside = begin >= flash->start && begin - flash->start < flash->size;
    const std::uint32_t room = is_inside ? flash->size - (begin - flash->start) : 0;
    if (!is_inside || length.value_or(1) > room || length == 0U) {
        const std::string size = length ? " of " + counted(*length, "byte") : "";
        throw Error({.what = fmt::format("there is no flash{} at 0x{:08x}", size, begin),
                     .why = fmt::format("the flash of board {} is {} at 0x{:08x}", board.name,
                                        pretty_size(flash->size), flash->start),
                     .exit = Exit::wrong_use});
    }
    return {.address = begin, .length = length.value_or(room)};
}

Bytes read_device(usb::Host& host, const Target& target, const Board& board, const Range& range,
                  Progress& progress) {
    const auto advance = [&progress](std::size_t done) { progress.update(done); };
    Bytes bytes(range.length);
    if (has_addresses(target)) {
        const auto programmer = connect(host, target, board);
        progress.begin("reading", range.length, true);
        programmer->read(range.address, bytes, advance);
    } else {
        progress.begin("reading", range.length, true);
        bytes = receive(host, target, range.length, advance);
    }
    progress.end();
    return bytes;
}

}  // namespace perth::cli
