// Marks of the program's own in its trace.
#pragma once

#include "perth/hal/trace.hpp"

namespace perth::trace {

/// A text that the program has for good: a string literal. Only its address is noted.
class Label {
public:
    consteval Label(const char* text) noexcept : text_(text) {}  // NOLINT: a literal is one
    [[nodiscard]] const char* text() const noexcept { return text_; }

private:
    const char* text_;
};

/// Notes that the program has come here.
///
///     perth::trace::mark("button");
///
/// Interrupt: allowed. Time, memory: none without "trace" in perth.json, else an event's.
inline void mark(Label label) noexcept {
    if constexpr (detail::is_traced) {
        detail::trace_place(detail::TraceKind::mark, 0, label.text());
    }
}

/// Notes a stretch of the program, from here to the end of the block. It may last over several
/// turns of its task.
///
///     const perth::trace::Scope measuring("measure");
///
/// Interrupt: allowed. Time, memory: as mark(), at both ends.
class Scope {
public:
    explicit Scope(Label label) noexcept : label_(label) {
        if constexpr (detail::is_traced) {
            detail::trace_place(detail::TraceKind::scope, 0, label.text());
        }
    }
    ~Scope() {
        if constexpr (detail::is_traced) {
            detail::trace_place(detail::TraceKind::scope_end, 0, label_.text());
        }
    }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

private:
    [[no_unique_address]] Label label_;
};

}  // namespace perth::trace
