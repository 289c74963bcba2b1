// The end of a run: hal::exit(3), or halt_in_panic().
#include "verdict.hpp"

int main() {
    perth::test::print("ending\n");
    PERTH_TEST_END;
}
