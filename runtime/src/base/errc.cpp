#include "perth/base/errc.hpp"

namespace perth {

const char* name(Errc error) noexcept {
    switch (error) {
        case Errc::none:
            return "none";
        case Errc::queue_full:
            return "queue_full";
        case Errc::queue_empty:
            return "queue_empty";
        case Errc::not_locked:
            return "not_locked";
        case Errc::over_release:
            return "over_release";
        case Errc::already_waiting:
            return "already_waiting";
        case Errc::cancel_self:
            return "cancel_self";
        case Errc::no_scheduler:
            return "no_scheduler";
        case Errc::deinitialised:
            return "deinitialised";
        case Errc::out_of_range:
            return "out_of_range";
        case Errc::invalid_argument:
            return "invalid_argument";
        case Errc::unknown_thread:
            return "unknown_thread";
        case Errc::duplicate:
            return "duplicate";
        case Errc::end_of_stream:
            return "end_of_stream";
        case Errc::timeout:
            return "timeout";
        case Errc::cancelled:
            return "cancelled";
        case Errc::no_memory:
            return "no_memory";
        case Errc::no_device:
            return "no_device";
        case Errc::crc:
            return "crc";
        case Errc::link_down:
            return "link_down";
        case Errc::refused:
            return "refused";
    }
    return "unknown";
}

}  // namespace perth
