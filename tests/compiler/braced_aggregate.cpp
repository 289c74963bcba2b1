// GCC 12.2 destroys a member of a braced aggregate twice if it is made inside a co_await
// expression.
#include "forms.hpp"

int alive = 0;

struct Guard {
    Guard() { ++alive; }
    Guard(const Guard&) { ++alive; }
    ~Guard() { --alive; }
};
struct Pair {
    Guard guard;
    int number;
};

Answer take(Pair pair) { return {pair.number == 1}; }

Task form() {
    const bool one = co_await take(Pair{Guard{}, 1});
    if (one) ++steps;
}

int main() { return check(form(), 1) != 0 || alive != 0; }
