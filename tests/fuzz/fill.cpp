// fill() with any text: filled in, or an Error that points at the line. Text without two braces
// stays as it is.
#include "cli/project/template.hpp"
#include "tests/fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace perth::cli;
    const std::string_view text = fuzz::text_of(data, size);
    const Fields fields{{"name", "blink"}, {"board", "{{name}}"}, {"rate", ""}};
    try {
        const std::string filled = fill(text, fields, "f");
        if (text.find("{{") == text.npos) fuzz::require(filled == text);
        fuzz::require(filled.size() <= 2 * text.size());
    } catch (const Error& error) {
        fuzz::require_sound(error);
        fuzz::require(error.parts().what.rfind("f:", 0) == 0);
    }
    return 0;
}
