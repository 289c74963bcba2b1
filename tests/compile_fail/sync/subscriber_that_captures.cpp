// expect: a subscriber is a function or the address of an object: a lambda that captures cannot be
// expect: told from another one; subscribe with arguments
#include <perth/perth.hpp>
#include <perth/sync/broker.hpp>

perth::Broker<int> broker;

void setup(int limit) {
#ifdef PERTH_CONTROL
    (void)broker.subscribe("level", [](std::string_view, int, int) {}, limit);
#else
    (void)broker.subscribe("level", [limit](std::string_view, int) { (void)limit; });
#endif
}
