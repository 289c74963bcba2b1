// GCC 12.2 gets this wrong: no local variable, a bare co_await in the condition of `switch`.
#include "forms.hpp"

Task form() {
    switch (static_cast<int>(co_await answer(true))) {
        case 1:
            ++steps;
            break;
        default:
            break;
    }
    ++steps;
}

int main() { return check(form(), 2); }
