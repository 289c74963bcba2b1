// Publish and subscribe within one program.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "perth/base/result.hpp"
#include "perth/core/in_task.hpp"
#include "perth/sync/event.hpp"
#include "perth/sync/launch.hpp"
#include "perth/sync/pattern.hpp"
#include "perth/sync/queue.hpp"
#include "perth/sync/ring_queue.hpp"

namespace perth {

namespace detail {

/// Makes what a queue holds from what a subscriber gets; the message alone if it holds only that.
template <typename Item, typename Topic, typename Message, typename... Args>
Item make_item(const Topic& topic, const Message& message, const Args&... args) noexcept {
    if constexpr (requires { Item{topic, message, args...}; }) {
        return Item{topic, message, args...};
    } else {
        return Item{message};
    }
}

/// Hands a message to a subscriber. Returns false if one was lost for want of room.
template <typename... What>
bool deliver(Event* event, const What&...) noexcept {
    event->set();
    return true;
}
template <typename T, std::size_t N, typename... What>
bool deliver(Queue<T, N>* queue, const What&... what) noexcept {
    return queue->try_put(make_item<T>(what...)).has_value();
}
template <typename T, std::size_t N, typename... What>
bool deliver(RingQueue<T, N>* queue, const What&... what) noexcept {
    return !queue->push_overwrite(make_item<T>(what...));
}
template <typename Object, typename... What>
    requires requires(Object& object, const What&... what) { object.put(what...); }
bool deliver(Object* object, const What&... what) noexcept {
    object->put(what...);
    return true;
}
template <typename Function, typename... What>
    requires requires { typename CallResult<Function&, const What&...>::type; }
bool deliver(Function function, const What&... what) noexcept {
    if constexpr (is_task<typename CallResult<Function&, const What&...>::type>) {
        (void)launch(function, What(what)...);  // copies: the task outlives the publication
    } else {
        (void)launch(function, what...);
    }
    return true;
}

}  // namespace detail

/// Hands messages to whoever has subscribed to their topic, in the order of subscription, before
/// publish() returns. `Topic` is a text, or anything that can be compared; texts must live as long
/// as their subscription. At most `Capacity` subscriptions.
///
/// A subscriber is
/// - a function or a coroutine, called by launch() with topic, message and the subscription's
///   arguments;
/// - the address of an Event, which is set, of a Queue or RingQueue, which gets an item made of the
///   same (or of the message alone), or of an object with a member `put`, which gets the same.
///
///     using Celsius = int;
///     perth::Broker<Celsius> broker;
///     perth::RingQueue<Celsius, 4> latest;
///
///     void warn(std::string_view topic, Celsius value, Celsius limit) {
///         if (value > limit) perth::println("{}: {}", topic, value);
///     }
///     void setup() {
///         (void)broker.subscribe("boiler", warn, 80);
///         (void)broker.subscribe(perth::Pattern("boiler|flow"), &latest);
///         (void)broker.publish("boiler", 85);
///     }
///
/// A subscriber may subscribe and unsubscribe while it is called; what it adds gets the next
/// message. One that is subscribed by its topic and by a pattern as well, with equal arguments, is
/// called once.
/// Interrupt:  not allowed.
/// Memory:     about 32 bytes a subscription on a 32-bit core; allocates nothing.
template <typename Message, std::size_t Capacity = 16, typename Topic = std::string_view>
class Broker {
public:
    /// Errors: Errc::duplicate if the subscriber is there with this topic and equal arguments;
    /// Errc::no_memory if there is no room for another subscription.
    template <typename S, typename... Args>
    Result<void> subscribe(Topic topic, S subscriber, Args... args) noexcept {
        return add({topic, false}, std::move(subscriber), std::move(args)...);
    }
    /// The same for all topics that match.
    template <typename S, typename... Args>
    Result<void> subscribe(Pattern pattern, S subscriber, Args... args) noexcept {
        return add({pattern.text(), true}, std::move(subscriber), std::move(args)...);
    }
    /// Errors: Errc::invalid_argument if there is no such subscription, with equal arguments.
    template <typename S, typename... Args>
    Result<void> unsubscribe(Topic topic, S subscriber, Args... args) noexcept {
        return remove({topic, false}, std::move(subscriber), std::move(args)...);
    }
    template <typename S, typename... Args>
    Result<void> unsubscribe(Pattern pattern, S subscriber, Args... args) noexcept {
        return remove({pattern.text(), true}, std::move(subscriber), std::move(args)...);
    }

    /// Returns how many subscribers there were.
    unsigned publish(const Topic& topic, const Message& message) noexcept {
        detail::check_in_task();
        unsigned reached = 0;
        ++publishing_;
        const std::size_t end = used_;  // who subscribes meanwhile gets the next message
        for (std::size_t i = 0; i < end; ++i) {
            if (!is_for(i, topic) || has_got(i, topic)) continue;
            ++reached;
            const Entry entry = entries_[i];  // it may unsubscribe
            if (!entry.type->deliver(entry.data, topic, message)) ++lost_;
        }
        if (--publishing_ == 0) tidy();
        return reached;
    }

    /// Returns how many messages were lost because a queue had no room.
    [[nodiscard]] std::uint32_t lost() const noexcept { return lost_; }

private:
    static constexpr std::size_t room = 4 * sizeof(void*);

    struct Subject {
        Topic topic;
        bool is_pattern;
        bool operator==(const Subject&) const = default;
    };
    /// What is known of a subscriber's type.
    struct Type {
        bool (*deliver)(const std::byte* data, const Topic& topic, const Message& message);
        bool (*equal)(const std::byte* a, const std::byte* b);
    };
    struct Entry {
        const Type* type = nullptr;  // null: unsubscribed while somebody publishes
        Subject subject{};
        alignas(std::max_align_t) std::byte data[room];

        [[nodiscard]] bool same_subscriber(const Entry& other) const noexcept {
            return type == other.type && type->equal(data, other.data);
        }
    };

    template <typename S, typename... Args>
    struct Subscriber {
        S subscriber;
        std::tuple<Args...> args;

        static const Subscriber& of(const std::byte* data) noexcept {
            return *reinterpret_cast<const Subscriber*>(data);
        }
        static bool deliver(const std::byte* data, const Topic& topic, const Message& message) {
            const Subscriber& self = of(data);
            return std::apply(
                [&](const Args&... args) {
                    return detail::deliver(self.subscriber, topic, message, args...);
                },
                self.args);
        }
        static bool equal(const std::byte* a, const std::byte* b) {
            if constexpr (std::equality_comparable<S>) {
                if (of(a).subscriber != of(b).subscriber) return false;
            }
            return of(a).args == of(b).args;
        }
        static constexpr Type type{&deliver, &equal};
    };

    template <typename S, typename... Args>
    static Entry make(const Subject& subject, S subscriber, Args... args) noexcept {
        using Stored = Subscriber<S, Args...>;
        static_assert(std::is_pointer_v<S> || std::is_empty_v<S>,
                      "a subscriber is a function or the address of an object: a lambda that "
                      "captures cannot be told from another one; subscribe with arguments");
        static_assert((std::is_trivially_copyable_v<Args> && ...) && sizeof(Stored) <= room,
                      "a subscription's arguments are small and trivially copyable");
        Entry entry{.type = &Stored::type, .subject = subject, .data = {}};
        ::new (entry.data) Stored{std::move(subscriber), {std::move(args)...}};
        return entry;
    }

    template <typename... What>
    Result<void> add(const Subject& subject, What... what) noexcept {
        const Entry entry = make(subject, std::move(what)...);
        if (find(entry) != used_) return Errc::duplicate;
        if (used_ == Capacity) return Errc::no_memory;
        entries_[used_++] = entry;
        return {};
    }
    template <typename... What>
    Result<void> remove(const Subject& subject, What... what) noexcept {
        const std::size_t index = find(make(subject, std::move(what)...));
        if (index == used_) return Errc::invalid_argument;
        entries_[index].type = nullptr;
        if (publishing_ == 0) tidy();
        return {};
    }
    [[nodiscard]] std::size_t find(const Entry& entry) const noexcept {
        std::size_t i = 0;
        while (i < used_ &&
               !(entries_[i].subject == entry.subject && entries_[i].same_subscriber(entry))) {
            ++i;
        }
        return i;
    }
    [[nodiscard]] bool is_for(std::size_t index, const Topic& topic) const noexcept {
        const Entry& entry = entries_[index];
        if (entry.type == nullptr) return false;
        if constexpr (std::is_convertible_v<Topic, std::string_view>) {
            if (entry.subject.is_pattern) return Pattern(entry.subject.topic).matches(topic);
        }
        return entry.subject.topic == topic;
    }
    /// Returns whether another subscription has already brought it to the same subscriber.
    [[nodiscard]] bool has_got(std::size_t index, const Topic& topic) const noexcept {
        for (std::size_t i = 0; i < index; ++i) {
            if (is_for(i, topic) && entries_[i].same_subscriber(entries_[index])) return true;
        }
        return false;
    }
    /// Closes the gaps.
    void tidy() noexcept {
        std::size_t kept = 0;
        for (std::size_t i = 0; i < used_; ++i) {
            if (entries_[i].type != nullptr) entries_[kept++] = entries_[i];
        }
        used_ = kept;
    }

    std::array<Entry, Capacity> entries_;
    std::size_t used_ = 0;
    unsigned publishing_ = 0;
    std::uint32_t lost_ = 0;
};

}  // namespace perth
