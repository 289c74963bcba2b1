#include "cli/mon/analyser.hpp"

#include <algorithm>
#include <utility>

#include "cli/mon/protocol.hpp"

namespace perth::cli::mon {

std::optional<std::int64_t> Analyser::deadline() const noexcept {
    if (is_complete_) return std::nullopt;
    if (triggered_) return stop_;
    if (settings_.trigger != Trigger::idle || !last_) return std::nullopt;
    return *last_ + settings_.timer + 1;
}

void Analyser::pass(std::int64_t time) {
    while (const auto due = deadline()) {
        if (*due > time) break;
        now_ = std::max(now_, *due);
        if (triggered_) {
            is_complete_ = true;
        } else {
            trigger(*due);
        }
    }
    if (!is_complete_) now_ = std::max(now_, time);
}

void Analyser::trigger(std::int64_t time) {
    if (triggered_) return;
    now_ = std::max(now_, time);
    triggered_ = cut(now_);
    stop_ = now_ + longest_after;
}

void Analyser::feed(std::int64_t time, std::uint8_t byte) {
    pass(time);
    const std::optional<Edge> edge = edge_of(byte);
    if (is_complete_ || !edge || edge->ident >= channels) return;
    if (edge->ident == 0) look(edge->is_active);
    keep({.time = cut(now_), .channel = edge->ident, .level = edge->is_active});
}

void Analyser::look(bool level) {
    const auto last = std::exchange(last_, now_);
    const auto is_longer = [this](const std::optional<std::int64_t>& begin) {
        return begin && now_ - *begin > settings_.timer;
    };
    if (settings_.trigger == Trigger::idle_end && is_longer(last)) trigger(now_);
    if (settings_.trigger == Trigger::pulse && !level && is_longer(began_)) trigger(now_);
    if (!level) {
        began_.reset();
    } else if (!began_) {
        began_ = now_;
    }
}

void Analyser::keep(const Event& event) {
    if (events_.size() == room) {
        const Event& oldest = events_.front();
        before_.at(oldest.channel) = oldest.level ? ChannelLevel::high : ChannelLevel::low;
        events_.pop_front();
    }
    events_.push_back(event);
    if (!triggered_) return;
    is_complete_ = ++after_ == most_after;
}

}  // namespace perth::cli::mon
