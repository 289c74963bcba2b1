// Json::parse with any bytes: it gives a value whose text parses to the same, or an Error that
// points into the file and can be printed.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "cli/support/error.hpp"
#include "cli/support/json.hpp"
#include "cli/support/terminal.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace perth::cli;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    try {
        const Json json = Json::parse(text, "f");
        const std::string once = json.dump();
        if (Json::parse(once, "f").dump() != once) std::abort();
        if (Json::merge(json, Json::parse("{}", "f")).pointer() != "") std::abort();
        (void)Json::merge(json, json).dump();
        json.only_keys({"a", "board"});
    } catch (const Error& error) {
        const std::string what = error.what();
        if (what.rfind("f:", 0) != 0 || printable(what) != what) std::abort();
    }
    return 0;
}
