#include "perth/diag/trace.hpp"

#include <gtest/gtest.h>

namespace perth {
namespace {

// This program is not traced; that events come of them is seen in tests/emulator/trace.
TEST(Trace, MarksAreNothingInAProgramThatIsNotTraced) {
    static_assert(!detail::is_traced);
    perth::trace::mark("button");
    const perth::trace::Scope measuring("measure");
}

}  // namespace
}  // namespace perth
