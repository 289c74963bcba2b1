// What of a device's bytes may reach a terminal: text and colours, and nothing that makes the
// terminal act or answer.
#pragma once

#include <string>
#include <string_view>

namespace perth::cli {

/// Lets text, CR, LF, TAB, BS and colours (SGR) through and drops every other control: clipboard
/// and title (OSC), DCS, APC, PM, SOS, queries that the terminal would answer, cursor movement, C1
/// controls in either form, BEL, ENQ, shifts. Bytes that are not UTF-8 become U+FFFD, since some
/// terminals take them for C1 controls.
///
/// A sequence may be cut at any byte between two calls. A sequence whose end never comes hides
/// nothing behind the line it stands in.
///
/// Source: ECMA-48, "Coded representation"; xterm, "XTerm Control Sequences".
class ControlFilter {
public:
    enum class Keep {
        colours,  ///< for a terminal
        text,     ///< colours are dropped, too: for matching and for messages
    };

    explicit ControlFilter(Keep keep) : keep_(keep) {}

    /// Appends what may pass of the next bytes to `out`.
    void feed(std::string_view bytes, std::string& out);
    /// Returns what undoes a colour that is still set, or nothing. A sequence or character that was
    /// cut by the end is dropped.
    [[nodiscard]] std::string finish();

private:
    enum class State {
        text,
        rest_of_character,  ///< inside a UTF-8 character
        escape,             ///< after ESC
        designation,        ///< ESC and intermediates: one final byte follows
        csi,                ///< after ESC [
        string,             ///< after ESC ], ESC P …, up to BEL, ESC, CAN, SUB or the line's end
    };

    void take(unsigned char byte, std::string& out);
    void take_text(unsigned char byte, std::string& out);
    void take_rest_of_character(unsigned char byte, std::string& out);
    void take_escape(unsigned char byte, std::string& out);
    void take_csi(unsigned char byte, std::string& out);
    void take_c1(unsigned char code);
    void begin_csi();
    void end_csi(unsigned char final, std::string& out);

    Keep keep_;
    State state_ = State::text;
    std::string character_;     ///< the bytes of an unfinished UTF-8 character
    std::size_t expected_ = 0;  ///< its length, bytes
    std::string parameters_;    ///< of an unfinished CSI sequence
    bool is_colour_ = false;    ///< the parameters so far are those of an SGR
    bool coloured_ = false;     ///< a colour is set on the terminal
};

}  // namespace perth::cli
