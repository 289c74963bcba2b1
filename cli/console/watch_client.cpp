// Watching a console: the client on the network that uses the port, too.
#include <fmt/format.h>

#include <string_view>

#include "cli/console/watch_events.hpp"
#include "cli/console/watch_loop.hpp"
#include "cli/support/error.hpp"

namespace perth::cli {

void Watch::serve_client() {
    try {
        const Bytes data = shared_->serve(port_.get());
        if (shared_->take_purge()) outbox_.clear();
        // What a client says to a board that is not there would surprise the one that comes.
        if (port_) outbox_.add({reinterpret_cast<const char*>(data.data()), data.size()});
    } catch (const Error& error) {
        if (error.parts().fault != Fault::gone || !port_) throw;
        lose(error);
    }
    tell_client_news();
}

void Watch::tell_client_news() {
    using Kind = serial::SharedPort::News::Kind;
    for (const auto& news : shared_->take_news()) {
        switch (news.kind) {
            case Kind::came:
                event(client_event("client", news.client));
                say(fmt::format("--- {} shares the port ---", news.client));
                break;
            case Kind::set:
                say(fmt::format("--- {} has set {} ---", news.client, news.text));
                break;
            case Kind::left:
                event(client_event("client gone", news.client));
                say(fmt::format("--- {} has left the port ---", news.client));
                break;
        }
    }
}

}  // namespace perth::cli
