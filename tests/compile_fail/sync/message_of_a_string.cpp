// expect: a message's value is copied with interrupts masked: it must be trivially
#include <perth/perth.hpp>
#include <perth/sync/message.hpp>
#include <string>

#ifdef PERTH_CONTROL
perth::Message<const char*> message;
#else
perth::Message<std::string> message;
#endif
