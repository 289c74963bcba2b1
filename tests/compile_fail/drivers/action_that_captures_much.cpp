// expect: a driver keeps two pointers' worth of captures, copied as bytes; capture a reference to
// an expect: object that has the rest
#include <perth/drivers/pushbutton.hpp>

struct Scores {
    int of_each[8];
};

void setup(perth::Pushbutton& button, Scores& scores) {
#ifdef PERTH_CONTROL
    button.on_press([&scores] { ++scores.of_each[0]; });
#else
    button.on_press([scores]() mutable { ++scores.of_each[0]; });
#endif
}
