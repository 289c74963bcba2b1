#include "perth/diag/shell_evaluator.hpp"

namespace perth::detail {
namespace {

using Word = ShellToken::Kind;

}  // namespace

ShellEvaluator::Outcome ShellEvaluator::run(std::string_view text) noexcept {
    only_reads_ = true;
    const Outcome outcome = command(text);
    if (outcome.answer.problem) return outcome;
    only_reads_ = false;
    return command(text);
}

ShellEvaluator::Outcome ShellEvaluator::command(std::string_view text) noexcept {
    scanner_ = ShellScanner(text);
    problem_ = {};
    texts_.clear();
    argument_count_ = 0;
    depth_ = 0;
    Outcome outcome;
    next();
    if (token_.kind == Word::end) return {.answer = problem_};
    if (token_.kind == Word::name) {
        const ShellScanner place = scanner_;
        const ShellToken first = token_;
        next();
        if (token_.is('=')) {
            next();
            outcome.variable = find(first.text);
        } else if (!problem_) {
            scanner_ = place;
            token_ = first;
        }
    }
    if (token_.kind == Word::name && token_.text == "await") {
        start(outcome);
    } else {
        outcome.answer.value = comparison();
    }
    if (token_.kind != Word::end) fail(ShellError::syntax, "not expected here", token_.text);
    if (outcome.variable != nullptr && outcome.variable->access->set == nullptr) {
        fail(ShellError::type, "cannot be assigned to", outcome.variable->name);
    }
    outcome.answer.problem = problem_;
    if (problem_) outcome.command = outcome.variable = nullptr;
    return outcome;
}

void ShellEvaluator::start(Outcome& outcome) noexcept {
    next();
    const std::string_view name = token_.text;
    if (token_.kind == Word::name) next();
    if (!token_.is('(')) {
        fail(ShellError::syntax, "await wants a call");
        return;
    }
    argument_count_ = static_cast<std::uint8_t>(read_arguments(arguments_));
    const ShellName* const command = find(name);
    if (command == nullptr) return;
    outcome.command = command;
    if (command->access->start == nullptr) fail(ShellError::type, "not to be awaited", name);
}

ShellValue ShellEvaluator::apply(const ShellValue& left,
                                 ShellValue (ShellEvaluator::*right)() noexcept) noexcept {
    const char sign = token_.sign;
    next();
    const ShellValue other = (this->*right)();
    if (only_reads_ || problem_) return {};
    return take(shell_apply(sign, left, other, texts_));
}

ShellValue ShellEvaluator::comparison() noexcept {
    const auto is_next = [this] {
        return token_.is('<') || token_.is('>') || token_.is(ShellToken::equal) ||
               token_.is(ShellToken::not_equal) || token_.is(ShellToken::at_most) ||
               token_.is(ShellToken::at_least);
    };
    const ShellValue left = sum();
    if (!is_next()) return left;
    const ShellValue result = apply(left, &ShellEvaluator::sum);
    if (is_next()) return fail(ShellError::syntax, "comparisons want parentheses");
    return result;
}

ShellValue ShellEvaluator::sum() noexcept {
    ShellValue value = product();
    while (token_.is('+') || token_.is('-')) value = apply(value, &ShellEvaluator::product);
    return value;
}

ShellValue ShellEvaluator::product() noexcept {
    ShellValue value = factor();
    while (token_.is('*') || token_.is('/') || token_.is('%') ||
           token_.is(ShellToken::floor_division)) {
        value = apply(value, &ShellEvaluator::factor);
    }
    return value;
}

ShellValue ShellEvaluator::factor() noexcept {
    bool has_sign = false;
    bool negative = false;
    for (; token_.is('+') || token_.is('-'); next()) {
        has_sign = true;
        negative ^= token_.is('-');
    }
    const ShellValue value = primary();
    if (only_reads_ || problem_ || !has_sign) return value;
    if (negative) return take(shell_negate(value));
    return value.is_number() ? value : fail(ShellError::type, "not for values of these kinds");
}

ShellValue ShellEvaluator::primary() noexcept {
    const ShellToken token = token_;
    if (token.kind == Word::name) return named();
    if (token.is('(')) return parentheses();
    if (token.kind == Word::end) return fail(ShellError::syntax, "a value is missing at the end");
    if (token.kind != Word::number && token.kind != Word::text) {
        return fail(ShellError::syntax, "not expected here", token.text);
    }
    next();
    return token.kind == Word::number ? token.value : take(texts_.unescape(token.text));
}

ShellValue ShellEvaluator::parentheses() noexcept {
    if (!enter()) return {};
    next();
    const ShellValue value = comparison();
    expect(')', "a ) is missing");
    --depth_;
    return value;
}

ShellValue ShellEvaluator::named() noexcept {
    const std::string_view word = token_.text;
    if (word == "await") {
        return fail(ShellError::syntax, "await stands only before a whole call");
    }
    next();
    if (word == "true" || word == "false") return ShellValue(word == "true");
    if (token_.is('(')) return call(word);
    const ShellName* const found = find(word);
    if (found == nullptr) return {};
    if (found->access->get == nullptr) return fail(ShellError::type, "to be called with ()", word);
    return take(found->access->get(found->object), word);
}

ShellValue ShellEvaluator::call(std::string_view name) noexcept {
    if (!enter()) return {};
    std::array<ShellValue, most_arguments> arguments{};
    const std::size_t count = read_arguments(arguments);
    --depth_;
    const ShellName* const found = find(name);
    if (found == nullptr) return {};
    if (found->access->start != nullptr) return fail(ShellError::type, "wants await", name);
    if (found->access->call == nullptr) return fail(ShellError::type, "not a function", name);
    return take(found->access->call(std::span(arguments).first(count)), name);
}

std::size_t ShellEvaluator::read_arguments(std::span<ShellValue> into) noexcept {
    std::size_t count = 0;
    next();
    while (!token_.is(')') && !problem_) {
        if (count == into.size()) fail(ShellError::syntax, "more than four arguments");
        if (count > 0) expect(',', "a , or ) is missing");
        if (problem_) break;
        into[count++] = comparison();
    }
    expect(')', "a ) is missing");
    return problem_ ? 0 : count;
}

/// Returns nothing, too, as long as commands are only read.
const ShellName* ShellEvaluator::find(std::string_view name) noexcept {
    if (only_reads_ || problem_) return nullptr;
    for (const ShellName& candidate : names_) {
        if (candidate.name == name) return &candidate;
    }
    fail(ShellError::name, "no such name", name);
    return nullptr;
}

bool ShellEvaluator::enter() noexcept {
    if (depth_ == deepest) {
        fail(ShellError::syntax, "too many parentheses within each other");
        return false;
    }
    ++depth_;
    return true;
}

void ShellEvaluator::next() noexcept {
    token_ = scanner_.next();
    if (token_.kind != Word::wrong) return;
    const ShellProblem problem = token_.problem;
    fail(problem.error, problem.text, problem.of);
}

void ShellEvaluator::expect(char sign, const char* otherwise) noexcept {
    if (token_.is(sign)) return next();
    fail(ShellError::syntax, otherwise);
}

ShellValue ShellEvaluator::take(const ShellAnswer& answer, std::string_view of) noexcept {
    const ShellProblem& problem = answer.problem;
    if (!problem) return answer.value;
    return fail(problem.error, problem.text, problem.of.empty() ? of : problem.of);
}

/// Keeps the first problem; what is left of the command is not looked at.
ShellValue ShellEvaluator::fail(ShellError error, const char* text, std::string_view of) noexcept {
    if (!problem_) problem_ = {error, text, of};
    scanner_ = ShellScanner({});
    token_ = {};
    return {};
}

ShellProblem ShellEvaluator::assign(const ShellName& variable, const ShellValue& value) noexcept {
    if (value.kind() == ShellValue::Kind::none) {
        return {ShellError::type, "there is no value to assign", variable.name};
    }
    ShellProblem problem = variable.access->set(variable.object, value);
    if (problem.of.empty()) problem.of = variable.name;
    return problem;
}

}  // namespace perth::detail
