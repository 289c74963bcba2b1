// GCC 12.2 gets this wrong: no local variable, a bare co_await in the condition of `while`.
#include "forms.hpp"

Task form() {
    while (!co_await answer(true)) ++steps;
    ++steps;
}

int main() { return check(form(), 1); }
