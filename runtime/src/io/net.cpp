#include "perth/io/net.hpp"

namespace perth::net {
namespace {

hal::Callback sets(ThreadSafeFlag& flag) noexcept {
    return {[](void* it) { static_cast<ThreadSafeFlag*>(it)->set(); }, &flag};
}

}  // namespace

Task<Result<Socket>> connect(const char* host, std::uint16_t port) {
    for (unsigned attempt = 0;; ++attempt) {
        const Result<int> number = hal::tcp_connect(host, port, attempt);
        if (!number) co_return number.error();
        Socket socket(*number);
        ThreadSafeFlag changed;
        socket.on_transmit(sets(changed));
        for (;;) {
            const Result<bool> connected = hal::tcp_connected(*number);
            if (!connected) break;
            if (*connected) {
                socket.on_transmit({});
                co_return std::move(socket);
            }
            (void)co_await changed.wait();
        }
    }
}

Result<void> Server::listen(const char* address, std::uint16_t port, int backlog) noexcept {
    const Result<int> number = hal::tcp_listen(address, port, backlog);
    if (!number) return number.error();
    close();
    number_ = *number;
    hal::tcp_on_receive(number_, sets(changed_));
    return {};
}

std::uint16_t Server::port() const noexcept {
    return number_ == none ? std::uint16_t{0} : hal::tcp_port(number_);
}

void Server::close() noexcept {
    if (number_ == none) return;
    hal::tcp_close(std::exchange(number_, none));
    changed_.set();
}

}  // namespace perth::net
