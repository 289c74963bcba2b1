#include "cli/project/revision.hpp"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "cli/support/error.hpp"
#include "cli/support/process.hpp"

namespace perth::cli {
namespace {

namespace fs = std::filesystem;

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

/// Runs git in the project; `what` begins the message if it fails.
std::string git(const fs::path& project, std::vector<std::string> args, const std::string& what,
                const std::map<std::string, std::string>& environment = {}) {
    args.insert(args.begin(), {"git", "-C", project.string()});
    const Finished finished = run({.args = std::move(args), .environment = environment});
    if (finished.exit_code == 0) return first_line(finished.out);
    throw Error(
        {.what = what, .why = first_line(finished.err), .hint = {}, .exit = Exit::wrong_use});
}

}  // namespace

Revision::Revision(const fs::path& project, const std::string& name) : folder_("perth-revision") {
    const std::string unknown = fmt::format("{} is neither a file nor a revision", name);
    const std::string prefix = git(project, {"rev-parse", "--show-prefix"}, unknown);
    const std::string commit =
        git(project, {"rev-parse", "--verify", "--end-of-options", name + "^{commit}"}, unknown);
    // An index of its own: the repository's is the user's.
    const std::map<std::string, std::string> environment = {
        {"GIT_INDEX_FILE", (folder_.path() / "index").string()}};
    const std::string failed = fmt::format("cannot check out {}", name);
    git(project, {"read-tree", commit}, failed, environment);
    const fs::path tree = folder_.path() / "tree";
    // From the top: checkout-index --all leaves out what lies above the folder it is called in.
    const std::string top = git(project, {"rev-parse", "--show-toplevel"}, failed);
    git(top, {"checkout-index", "--all", "--prefix=" + tree.string() + "/"}, failed, environment);
    project_ = tree / prefix;
    if (fs::exists(project_ / "perth.json")) return;
    throw Error({.what = fmt::format("there was no {}perth.json at {}", prefix, name),
                 .hint = {},
                 .exit = Exit::wrong_use});
}

}  // namespace perth::cli
