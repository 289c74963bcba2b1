// The form that the project asks for: the awaited value is bound first. Every compiler gets it
// right.
#include "forms.hpp"

Task form() {
    const bool yes = co_await answer(true);
    if (yes) ++steps;
    ++steps;
}

int main() { return check(form(), 2); }
