#include "tests/usb_device/otg_fs/model.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <perth_port.hpp>

#include <algorithm>
#include <utility>

#include "runtime/ports/stm32f4/usb_registers.hpp"
#include "runtime/ports/usb/controller.hpp"
#include "tests/usb_device/restart.hpp"

namespace perth::usb_device {
namespace {

using hal::Critical;
using Word = std::uint32_t;

OtgFs* the_one = nullptr;  // for the functions and registers below, which have no object

// Offsets, by the names of the manual.
constexpr Word GAHBCFG = 0x008, GRSTCTL = 0x010, GINTSTS = 0x014, GINTMSK = 0x018, GRXSTSP = 0x020,
               GRXFSIZ = 0x024, DIEPTXF0 = 0x028, GCCFG = 0x038, CID = 0x03C, DIEPTXF1 = 0x104,
               GOTGCTL = 0x000, DCFG = 0x800, DCTL = 0x804, DIEPMSK = 0x810, DOEPMSK = 0x814,
               DAINT = 0x818, DAINTMSK = 0x81C, DIEPCTL0 = 0x900, DOEPCTL0 = 0xB00, PCGCCTL = 0xE00,
               fifos = 0x1000;
constexpr Word CTL = 0x00, INT = 0x08, TSIZ = 0x10, DTXFSTS = 0x18;  // of an endpoint

constexpr Word bit(unsigned number) { return Word{1} << number; }
constexpr Word USBAEP = bit(15), NAKSTS = bit(17), STALL = bit(21), CNAK = bit(26), SNAK = bit(27),
               SD0PID = bit(28), EPDIS = bit(30), EPENA = bit(31);
constexpr Word XFRC = bit(0), EPDISD = bit(1), STUP = bit(3), INEPNE = bit(6);
constexpr Word RXFLVL = bit(4), USBSUSP = bit(11), USBRST = bit(12), ENUMDNE = bit(13),
               IEPINT = bit(18), OEPINT = bit(19), WKUPINT = bit(31);
constexpr Word cleared_by_writing = USBSUSP | USBRST | ENUMDNE | WKUPINT;
constexpr Word actions = CNAK | SNAK | SD0PID | bit(29) | EPDIS | EPENA;

constexpr Word entry_data = 2, entry_data_end = 3, entry_setup_end = 4, entry_setup = 6;
constexpr std::size_t memory_words = 320;
constexpr std::size_t words_of(std::size_t bytes) { return (bytes + 3) / 4; }
constexpr Word packets_of(Word size) { return size >> 19 & 0x3FF; }
constexpr std::uint8_t address_in(Word dcfg) { return dcfg >> 4 & 0x7F; }
constexpr Word bytes_of(Word size) { return size & 0x7FFFF; }

}  // namespace

OtgFs::OtgFs(Word core_id) : core_id_(core_id) {
    the_one = this;
    restart_firmware();
    plain_[DCTL / 4] = 0;
    in_[0].control = out_[0].control = USBAEP | NAKSTS;
    for (auto& each : in_) each.fifo_words = 0;
}

OtgFs::~OtgFs() { the_one = nullptr; }

void OtgFs::misuse(const std::string& what) const { ADD_FAILURE() << "OTG_FS: " << what; }

bool OtgFs::is_attached() const {
    constexpr Word PWRDWN = bit(16), SDIS = bit(1);
    return is_listened_to_ && (plain_[GCCFG / 4] & PWRDWN) != 0 && (plain_[DCTL / 4] & SDIS) == 0 &&
           has_supply();
}

bool OtgFs::has_supply() const {
    constexpr Word bit_21 = bit(21), valid = bit(6) | bit(7);
    const bool has_bit_21 = (plain_[GCCFG / 4] & bit_21) != 0;
    if (core_id_ < 0x2000) return has_bit_21;  // NOVBUSSENS
    return !has_bit_21 && (plain_[GOTGCTL / 4] & valid) == valid;
}

Word OtgFs::read(Word offset) {
    if (is_dead) return 0;
    if (offset >= fifos) return pop_word();
    if (offset >= DOEPCTL0 && offset < DOEPCTL0 + 0x80) {
        const auto& out = out_[(offset - DOEPCTL0) / 0x20];
        const Word at = offset % 0x20;
        return at == CTL ? out.control : at == INT ? out.interrupts : out.size;
    }
    if (offset >= DIEPCTL0 && offset < DIEPCTL0 + 0x80) {
        const auto& in = in_[(offset - DIEPCTL0) / 0x20];
        const Word at = offset % 0x20;
        if (at == DTXFSTS) return static_cast<Word>(in.fifo_words - words_of(in.fifo.size()));
        return at == CTL ? in.control : at == INT ? in.interrupts : in.size;
    }
    switch (offset) {
        case GRSTCTL:
            return bit(31);  // idle; what was asked for is done
        case GINTSTS:
            notice_poll();
            return pending();
        case GRXSTSP:
            return pop_entry();
        case CID:
            return core_id_;
        case DAINT:
            return pending_endpoints();
        default:
            return plain_[offset / 4];
    }
}

void OtgFs::write(Word offset, Word value) {
    if (is_dead) return;
    if (offset >= fifos) return push_word((offset - fifos) / 0x1000, value);
    if (offset >= DOEPCTL0 && offset < DOEPCTL0 + 0x80) {
        return write_out(out_[(offset - DOEPCTL0) / 0x20], offset % 0x20, value);
    }
    if (offset >= DIEPCTL0 && offset < DIEPCTL0 + 0x80) {
        return write_in(in_[(offset - DIEPCTL0) / 0x20], offset % 0x20, value);
    }
    if (offset == GRSTCTL) return write_reset(value);
    if (offset == GINTSTS) {
        interrupts_ &= ~(value & cleared_by_writing);
        return;
    }
    plain_[offset / 4] = value;
    if (offset == DCFG && address_in(value) == 0) address_ = 0;
    if (offset == DIEPTXF0) in_[0].fifo_words = value >> 16;
    for (unsigned i = 1; i < in_.size(); ++i) {
        if (offset == DIEPTXF1 + 4 * (i - 1)) in_[i].fifo_words = value >> 16;
    }
    std::size_t all = plain_[GRXFSIZ / 4];
    for (const auto& each : in_) all += each.fifo_words;
    if (all > memory_words) misuse("the queues are larger than the memory");
}

void OtgFs::write_reset(Word value) {
    constexpr Word CSRST = bit(0), RXFFLSH = bit(4), TXFFLSH = bit(5), all = 0x10;
    if ((value & CSRST) != 0) plain_.fill(0);
    if ((value & RXFFLSH) != 0) received_.clear();
    if ((value & TXFFLSH) == 0) return;
    for (unsigned i = 0; i < in_.size(); ++i) {
        const Word number = value >> 6 & 0x1F;
        if (number != all && number != i) continue;
        if ((in_[i].control & EPENA) != 0) misuse("a queue is flushed while its endpoint is on");
        in_[i].fifo.clear();
    }
}

void OtgFs::write_in(InEndpoint& in, Word at, Word value) {
    if (at == INT) {
        in.interrupts &= ~value;
        return;
    }
    const bool is_on = (in.control & EPENA) != 0;
    if (at == TSIZ) {
        if (is_on) misuse("DIEPTSIZ is written while the endpoint is on");
        in.size = value;
        return;
    }
    if (at != CTL) return misuse("an unknown register of an IN endpoint");
    in.control = (value & ~actions & ~NAKSTS) | (in.control & (EPENA | NAKSTS));
    if (&in == &in_[0]) in.control |= USBAEP;
    if ((value & SD0PID) != 0) in.data1 = false;
    if ((value & SNAK) != 0) {
        in.control |= NAKSTS;
        in.interrupts |= INEPNE;
    }
    if ((value & CNAK) != 0) in.control &= ~NAKSTS;
    if ((value & EPDIS) != 0) {
        if (!is_on || (in.control & NAKSTS) == 0) misuse("EPDIS without EPENA and NAK");
        in.control &= ~EPENA;
        in.interrupts |= EPDISD;
    } else if ((value & EPENA) != 0 && !is_on) {
        if (packets_of(in.size) != 1) misuse("an IN endpoint is on for other than one packet");
        if (!in.fifo.empty()) misuse("an IN endpoint is on with an old packet in its queue");
        in.control |= EPENA;
    }
    if ((in.control & EPENA) != 0) on_ready();
}

void OtgFs::write_out(OutEndpoint& out, Word at, Word value) {
    if (at == INT) {
        out.interrupts &= ~value;
        return;
    }
    const bool is_on = (out.control & EPENA) != 0;
    if (at == TSIZ) {
        if (is_on) misuse("DOEPTSIZ is written while the endpoint is on");
        out.size = value;
        return;
    }
    if (at != CTL) return misuse("an unknown register of an OUT endpoint");
    if ((value & EPDIS) != 0) misuse("EPDIS of an OUT endpoint without the global NAK");
    out.control = (value & ~actions & ~NAKSTS) | (out.control & (EPENA | NAKSTS));
    if (&out == &out_[0]) out.control |= USBAEP;
    if ((value & SD0PID) != 0) out.data1 = false;
    if ((value & SNAK) != 0) out.control |= NAKSTS;
    if ((value & CNAK) != 0) out.control &= ~NAKSTS;
    if ((value & EPENA) == 0) return;
    if (packets_of(out.size) != 1) misuse("an OUT endpoint is on for other than one packet");
    if (bytes_of(out.size) != 64) misuse("an OUT endpoint is on for other than a full packet");
    out.control |= EPENA;
    on_ready();
}

void OtgFs::push_word(unsigned number, Word value) {
    InEndpoint& in = in_.at(number);
    if ((in.control & EPENA) == 0) return misuse("a queue is written while its endpoint is off");
    const std::size_t wanted = bytes_of(in.size);
    if (in.fifo.size() >= wanted) return misuse("a queue gets more than the packet");
    if (words_of(in.fifo.size()) >= in.fifo_words) return misuse("a queue overflows");
    for (unsigned i = 0; i < 4 && in.fifo.size() < wanted; ++i) {
        in.fifo.push_back(static_cast<std::uint8_t>(value >> 8 * i));
    }
}

Word OtgFs::pop_word() {
    if (current_.empty()) {
        misuse("more is read than was received");
        return 0;
    }
    Word word = 0;
    const std::size_t count = std::min<std::size_t>(4, current_.size());
    for (std::size_t i = count; i-- > 0;) word = word << 8 | current_[i];
    current_.erase(current_.begin(), current_.begin() + static_cast<std::ptrdiff_t>(count));
    return word;
}

Word OtgFs::pop_entry() {
    if (!current_.empty()) misuse("an entry is popped before the packet of the last was read");
    if (received_.empty()) {
        misuse("an entry is popped that there is not");
        return 0;
    }
    const Entry entry = received_.front();
    received_.pop_front();
    current_ = entry.data;
    OutEndpoint& out = out_[entry.status & 0xF];
    const Word kind = entry.status >> 17 & 0xF;
    if (kind == entry_data_end) out.interrupts |= XFRC;
    if (kind == entry_setup_end) out.interrupts |= STUP;
    return entry.status;
}

void OtgFs::push(Word kind, unsigned number, const Packet& data) {
    received_.push_back({kind << 17 | static_cast<Word>(data.size()) << 4 | number, data});
}

bool OtgFs::has_room_for(const Packet& packet) const {
    std::size_t used = 10;  // kept for SETUP packets
    for (const auto& entry : received_) used += 1 + words_of(entry.data.size());
    return used + 2 + words_of(packet.size()) <= plain_[GRXFSIZ / 4];
}

Word OtgFs::pending_endpoints() const {
    Word all = 0;
    for (unsigned i = 0; i < in_.size(); ++i) {
        if ((in_[i].interrupts & plain_[DIEPMSK / 4]) != 0) all |= bit(i);
        if ((out_[i].interrupts & plain_[DOEPMSK / 4]) != 0) all |= bit(16 + i);
    }
    return all;
}

Word OtgFs::pending() const {
    Word all = interrupts_;
    const Word endpoints = pending_endpoints() & plain_[DAINTMSK / 4];
    if (!received_.empty()) all |= RXFLVL;
    if ((endpoints & 0xFFFF) != 0) all |= IEPINT;
    if (endpoints >> 16 != 0) all |= OEPINT;
    return all;
}

void OtgFs::interrupt() {
    if (!is_listened_to_ || is_in_interrupt_) return;
    is_in_interrupt_ = true;
    for (int i = 0; (pending() & plain_[GINTMSK / 4]) != 0 && (plain_[GAHBCFG / 4] & 1) != 0; ++i) {
        if (i == 100) {
            misuse("an interrupt stays pending");
            break;
        }
        hal::usb::controller::poll();
    }
    is_in_interrupt_ = false;
}

void OtgFs::notice_poll() {
    if (is_in_interrupt_ || is_on_poll_ || !is_attached()) return;
    is_on_poll_ = true;
    on_poll();
    is_on_poll_ = false;
}

bool OtgFs::hears(std::uint8_t address) const {
    return is_attached() && (plain_[PCGCCTL / 4] & 3) == 0 && address_ == address;
}

void OtgFs::reset() {
    const Critical guard;
    if (!is_attached()) return;
    for (auto& each : in_) each.control &= ~USBAEP;
    for (auto& each : out_) each.control &= ~USBAEP;
    in_[0].control |= USBAEP;
    out_[0].control |= USBAEP;
    interrupts_ |= USBRST;
    interrupt();
    interrupts_ |= ENUMDNE;
    interrupt();
    host_in_data1_ = host_out_data1_ = {};
    begins_anew_.clear();
}

void OtgFs::suspend(bool now) {
    const Critical guard;
    interrupts_ |= now ? USBSUSP : WKUPINT;
    interrupt();
}

// Where the host begins with DATA0 again, once the device has agreed; until then it leaves the
// endpoints in peace.
void OtgFs::follow_toggles(const SetupBytes& bytes) {
    const bool is_of_all = (bytes[0] == 0 && bytes[1] == 9) || (bytes[0] == 1 && bytes[1] == 11);
    const bool is_of_one = bytes[0] == 2 && bytes[1] == 1;  // CLEAR_FEATURE of an endpoint
    if (is_of_all) begins_anew_ = {0x01, 0x81, 0x02, 0x82, 0x03, 0x83};
    if (is_of_one) begins_anew_ = {static_cast<std::uint8_t>(bytes[4] & 0x83)};
}

void OtgFs::settle_toggles() {
    const bool is_refused = (in_[0].control & STALL) != 0;
    for (const std::uint8_t endpoint : std::exchange(begins_anew_, {})) {
        auto& side = (endpoint & 0x80) != 0 ? host_in_data1_ : host_out_data1_;
        if (!is_refused) side.at(endpoint & 3) = false;
    }
}

Outcome OtgFs::setup(std::uint8_t address, const SetupBytes& bytes) {
    const Critical guard;
    if (!hears(address)) return Outcome::gone;
    if (out_[0].size >> 29 == 0) misuse("no room for a SETUP was given (STUPCNT)");
    settle_toggles();  // of a request whose end the host has not waited for
    in_[0].control = (in_[0].control & ~STALL) | NAKSTS;
    out_[0].control = (out_[0].control & ~(STALL | EPENA)) | NAKSTS;
    follow_toggles(bytes);
    push(entry_setup, 0, {bytes.begin(), bytes.end()});
    push(entry_setup_end, 0, {});
    interrupt();
    return Outcome::ok;
}

Answer OtgFs::in(std::uint8_t address, std::uint8_t endpoint) {
    const Critical guard;
    if (!hears(address) || endpoint >= in_.size()) return {.outcome = Outcome::gone};
    InEndpoint& in = in_[endpoint];
    if ((in.control & USBAEP) == 0) return {.outcome = Outcome::gone};
    if ((in.control & STALL) != 0) return {.outcome = Outcome::stall};
    const bool is_on = (in.control & EPENA) != 0 && (in.control & NAKSTS) == 0;
    if (!is_on || in.fifo.size() != bytes_of(in.size) || is_left_in_peace(endpoint)) {
        return {.outcome = Outcome::timeout};
    }
    if (endpoint != 0 && in.data1 != std::exchange(host_in_data1_[endpoint], !in.data1)) {
        misuse(fmt::format("endpoint {} sends DATA{} out of turn", endpoint, int{in.data1}));
    }
    in.data1 = !in.data1;
    const Packet packet = std::exchange(in.fifo, {});
    in.control = (in.control & ~EPENA) | NAKSTS;
    in.size = 0;
    in.interrupts |= XFRC;
    if (endpoint == 0 && packet.empty()) {  // a status stage: what was agreed holds from now on
        address_ = address_in(plain_[DCFG / 4]);
        settle_toggles();
    }
    interrupt();
    return {.data = packet};
}

Outcome OtgFs::out(std::uint8_t address, std::uint8_t endpoint, const Packet& packet) {
    const Critical guard;
    if (!hears(address) || endpoint >= out_.size()) return Outcome::gone;
    OutEndpoint& out = out_[endpoint];
    if ((out.control & USBAEP) == 0) return Outcome::gone;
    if ((out.control & STALL) != 0) return Outcome::stall;
    const bool is_on = (out.control & EPENA) != 0 && (out.control & NAKSTS) == 0;
    if (!is_on || !has_room_for(packet) || is_left_in_peace(endpoint)) return Outcome::timeout;
    if (endpoint != 0 && out.data1 != std::exchange(host_out_data1_[endpoint], !out.data1)) {
        misuse(fmt::format("endpoint {} expects DATA{} out of turn", endpoint, int{out.data1}));
    }
    out.data1 = !out.data1;
    out.control = (out.control & ~EPENA) | NAKSTS;
    out.size &= bit(29) | bit(30);
    push(entry_data, endpoint, packet);
    push(entry_data_end, endpoint, {});
    interrupt();
    return Outcome::ok;
}

}  // namespace perth::usb_device

namespace perth::hal::stm32f4 {

using usb_device::the_one;

namespace {

std::uint32_t offset_of(const Register* target) {
    return static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(target) -
                                      reinterpret_cast<std::uintptr_t>(&otg_fs()));
}

}  // namespace

Register::operator std::uint32_t() const { return the_one->read(offset_of(this)); }
Register& Register::operator=(std::uint32_t value) {
    the_one->write(offset_of(this), value);
    return *this;
}

bool start_otg_fs() noexcept { return the_one->has_clock; }
void listen_to_otg_fs() noexcept { the_one->listen(); }

}  // namespace perth::hal::stm32f4
