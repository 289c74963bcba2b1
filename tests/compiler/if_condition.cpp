// GCC 12.2 gets this wrong: no local variable, a bare co_await in the condition of `if`.
#include "forms.hpp"

Task form() {
    if (co_await answer(true)) ++steps;
    ++steps;
}

int main() { return check(form(), 2); }
