#include "cli/flash/drive.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "cli/flash/drive_texts.hpp"
#include "cli/flash/sectors.hpp"
#include "cli/image/intel_hex.hpp"
#include "cli/support/error.hpp"
#include "cli/support/terminal.hpp"

namespace perth::cli {
namespace {

using namespace std::chrono_literals;
using Clock = usb::Host::Clock;

constexpr auto leave_time = 30s;  // the probe waits for more, then writes the chip
constexpr auto return_time = 30s;
constexpr const char* details_file = "DETAILS.TXT";
constexpr const char* failure_file = "FAIL.TXT";
constexpr const char* assert_file = "ASSERT.TXT";

struct File {
    std::string name;
    Bytes content;
};

/// One attempt, or two, to have the probe take a file.
class Copying {
public:
    Copying(usb::Host& host, const usb::Attached& attached, const Board& board, const Image& image,
            const Programmer::Advance& advance)
        : host_(host), attached_(attached), board_(board), image_(image), advance_(advance) {}

    std::string perform() {
        auto failure = attempt();
        // Some hosts write out of order, and the probe notices.
        if (failure && failure->types.contains("transient")) failure = attempt();
        if (!failure) return "the probe wrote the program and started it";
        fail({.what = "did not take the program",
              .why = fmt::format("{}: {}", failure_file, text_of(*failure)),
              .hint = drive_hint(*failure),
              .fault = Fault::refused});
    }

private:
    static std::string text_of(const DriveFailure& failure) {
        std::string types;
        for (const std::string& type : failure.types) types += (types.empty() ? "" : ", ") + type;
        return failure.text + (types.empty() ? "" : fmt::format(" ({})", types));
    }

    [[noreturn]] void fail(Error::Parts parts) const {
        parts.what = fmt::format("the drive of {} {}", usb::name_of(attached_), parts.what);
        parts.device = usb::to_string(attached_.place);
        throw Error(std::move(parts));
    }

    [[nodiscard]] std::optional<DriveFailure> attempt() {
        const auto before = copy();
        if (!see_drive_leave(host_, attached_, host_.now() + leave_time)) {
            fail({.what = "took no notice of the file",
                  .why = fmt::format("it is still there after {} s", leave_time.count()),
                  .hint = "plug the board in again",
                  .fault = Fault::refused});
        }
        wait_for_return();
        return look_at_result(before);
    }

    /// Returns what the drive said of itself before.
    DriveDetails copy() {
        const auto volume = host_.open_volume(attached_);
        const DriveDetails details =
            parse_drive_details(volume->read(details_file).value_or(std::string()));
        const File file = file_for(details);
        const auto written = volume->write(file.name, file.content, [&](std::size_t done) {
            advance_(done * image_.size() / file.content.size());
        });
        if (written.bytes == file.content.size()) return details;
        fail({.what = "vanished while it was written",
              .why = fmt::format("it had {} of {} bytes of the file", written.bytes,
                                 file.content.size()),
              .hint = "plug the board in again, and run the same command again",
              .fault = Fault::gone});
    }

    /// An ST-LINK takes bytes, which go to the beginning of the flash; who counts its remounts is a
    /// DAPLink and takes Intel HEX.
    [[nodiscard]] File file_for(const DriveDetails& details) const {
        const MemoryRegion* const flash = board_.region("flash");
        const bool begins_flash =
            flash != nullptr && image_.segments.front().address == flash->start;
        if (details.remounts() || !begins_flash) {
            const std::string text = write_intel_hex(image_);
            return {.name = "PERTH.HEX", .content = {text.begin(), text.end()}};
        }
        Bytes bytes;
        for (const Segment& segment : image_.segments) {
            bytes.resize(segment.address - flash->start, blank);
            bytes.insert(bytes.end(), segment.bytes.begin(), segment.bytes.end());
        }
        return {.name = "PERTH.BIN", .content = std::move(bytes)};
    }

    void wait_for_return() {
        const auto deadline = host_.now() + return_time;
        for (;; host_.wait_for_change(deadline)) {
            for (usb::Attached& one : host_.attached()) {
                if (one.place != attached_.place || !host_.drive_of(one)) continue;
                attached_ = std::move(one);
                return;
            }
            if (host_.now() >= deadline) break;
        }
        fail({.what = "did not come back",
              .why = fmt::format("waited {} s for it after the program was copied",
                                 return_time.count()),
              .hint = "plug the board in again",
              .fault = Fault::timeout});
    }

    /// The desktop mounts it in its own time.
    [[nodiscard]] std::unique_ptr<usb::Volume> reopen() {
        const auto deadline = host_.now() + return_time;
        for (;; host_.wait_for_change(deadline)) {
            try {
                return host_.open_volume(attached_);
            } catch (const Error& error) {
                if (error.parts().fault != Fault::not_found || host_.now() < deadline) {
                    if (error.parts().fault != Fault::not_found) throw;
                    continue;
                }
                Error::Parts parts = error.parts();
                parts.what = "cannot tell whether the program was taken: " + parts.what;
                throw Error(std::move(parts));
            }
        }
    }

    [[nodiscard]] std::optional<DriveFailure> look_at_result(const DriveDetails& before) {
        const auto volume = reopen();
        if (const auto crash = volume->read(assert_file)) {
            fail({.what = "says that the probe's firmware crashed",
                  .why = fmt::format("{}: {}", assert_file, parse_drive_failure(*crash).text),
                  .hint =
                      fmt::format("delete {} from the drive; it keeps it until then", assert_file),
                  .fault = Fault::refused});
        }
        if (const auto text = volume->read(failure_file)) return parse_drive_failure(*text);
        const auto after =
            parse_drive_details(volume->read(details_file).value_or(std::string())).remounts();
        const auto was = before.remounts();
        if (was && after && *after <= *was) {
            fail({.what = "came back without having taken the file",
                  .why = fmt::format("its remount count was {} and is {}", *was, *after),
                  .hint = "plug the board in again, and run the same command again",
                  .fault = Fault::refused});
        }
        return std::nullopt;
    }

    usb::Host& host_;
    usb::Attached attached_;
    const Board& board_;
    const Image& image_;
    const Programmer::Advance& advance_;
};

}  // namespace

std::string send_to_drive(usb::Host& host, const usb::Attached& attached, const Board& board,
                          const Image& image, const Programmer::Advance& advance) {
    return Copying(host, attached, board, image, advance).perform();
}

bool see_drive_leave(usb::Host& host, const usb::Attached& attached, Clock::time_point deadline) {
    for (;; host.wait_for_change(deadline)) {
        const std::vector<usb::Attached> all = host.attached();
        const auto it = std::find_if(all.begin(), all.end(), [&](const usb::Attached& one) {
            return one.place == attached.place && one.address == attached.address;
        });
        if (it == all.end() || !host.drive_of(*it)) return true;
        if (host.now() >= deadline) return false;
    }
}

}  // namespace perth::cli
