#include "perth/diag/shell_evaluator.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

namespace perth::detail {
namespace {

int number;
std::uint8_t small;
const int fixed = 7;
std::uint64_t wide;
float real;
bool flag;
char text[6];
int calls;
int count_call() noexcept { return ++calls; }
std::int64_t four(int a, bool b, double c, std::string_view d) noexcept {
    return a + (b ? 10 : 0) + static_cast<std::int64_t>(c) + static_cast<std::int64_t>(d.size());
}
void nothing() noexcept {}
double infinite() noexcept { return std::numeric_limits<double>::infinity(); }
double no_number() noexcept { return std::numeric_limits<double>::quiet_NaN(); }
Task<int> later(int a) { co_return a; }

constexpr ShellName names[] = {
    shell_variable("number", number),     shell_variable("small", small),
    shell_variable("fixed", fixed),       shell_variable("wide", wide),
    shell_variable("real", real),         shell_variable("flag", flag),
    shell_variable("text", text),         shell_function<count_call>("count_call"),
    shell_function<four>("four"),         shell_function<nothing>("nothing"),
    shell_function<infinite>("infinite"), shell_function<no_number>("no_number"),
    shell_command<later>("later"),
};

std::string text_of(const ShellProblem& problem) {
    std::string line(name(problem.error));
    line += std::string(": ") + problem.text;
    if (!problem.of.empty()) line += ": " + std::string(problem.of);
    return line;
}

std::string text_of(const ShellValue& value) {
    switch (value.kind()) {
        case ShellValue::Kind::none:
            return "none";
        case ShellValue::Kind::boolean:
            return value.boolean() ? "true" : "false";
        case ShellValue::Kind::integer:
            return std::to_string(value.integer());
        case ShellValue::Kind::real:
            return std::to_string(value.real());
        case ShellValue::Kind::text:
            return "'" + std::string(value.text()) + "'";
    }
    return {};
}

/// What comes of a command.
std::string of(std::string_view command) {
    static ShellEvaluator evaluator;
    evaluator.use(names);
    const auto outcome = evaluator.run(command);
    if (outcome.answer.problem) return text_of(outcome.answer.problem);
    if (outcome.command != nullptr) {
        std::string call = "await " + std::string(outcome.command->name);
        for (const ShellValue& value : evaluator.arguments()) call += " " + text_of(value);
        return call;
    }
    if (outcome.variable == nullptr) return text_of(outcome.answer.value);
    const ShellProblem problem = evaluator.assign(*outcome.variable, outcome.answer.value);
    return problem ? text_of(problem) : "assigned";
}

TEST(ShellEvaluator, Precedence) {
    EXPECT_EQ(of("1 + 2 * 3"), "7");
    EXPECT_EQ(of("(1 + 2) * 3"), "9");
    EXPECT_EQ(of("10 - 2 - 3"), "5");
    EXPECT_EQ(of("100 // 7 // 2"), "7");
    EXPECT_EQ(of("2 * 3 % 4"), "2");
    EXPECT_EQ(of("-2 * -3"), "6");
    EXPECT_EQ(of("--1 - -+1"), "2");
    EXPECT_EQ(of("1 + 1 < 2 * 2"), "true");
}

TEST(ShellEvaluator, DivisionsRoundDown) {
    EXPECT_EQ(of("7 // 2"), "3");
    EXPECT_EQ(of("-7 // 2"), "-4");
    EXPECT_EQ(of("7 // -2"), "-4");
    EXPECT_EQ(of("-7 // -2"), "3");
    EXPECT_EQ(of("7 % 3"), "1");
    EXPECT_EQ(of("-7 % 3"), "2");
    EXPECT_EQ(of("7 % -3"), "-2");
    EXPECT_EQ(of("-6 % 3"), "0");
    EXPECT_EQ(of("-7.5 // 2"), "-4.000000");
    EXPECT_EQ(of("-7.5 % 2"), "0.500000");
    EXPECT_EQ(of("7 / 2"), "3.500000");
    EXPECT_EQ(of("9223372036854775807 // 10"), "922337203685477580");
    EXPECT_EQ(of("9223372036854775807 % 4294967296"), "4294967295");
}

TEST(ShellEvaluator, NothingDividesByZero) {
    for (const char* command : {"1/0", "1//0", "1%0", "1/0.0", "1.5//0", "1.5%0.0", "0/0"}) {
        EXPECT_EQ(of(command), "DivideByZero: the divisor is 0") << command;
    }
}

TEST(ShellEvaluator, IntegersDoNotWrap) {
    const std::string overflow = "OverflowError: the result needs more than 64 bits";
    EXPECT_EQ(of("9223372036854775807 + 1"), overflow);
    EXPECT_EQ(of("-9223372036854775807 - 2"), overflow);
    EXPECT_EQ(of("-9223372036854775807 - 1"), "-9223372036854775808");
    EXPECT_EQ(of("(-9223372036854775807 - 1) // -1"), overflow);
    EXPECT_EQ(of("(-9223372036854775807 - 1) % -1"), "0");
    EXPECT_EQ(of("-(-9223372036854775807 - 1)"), overflow);
    EXPECT_EQ(of("4294967296 * 2147483647"), "9223372032559808512");
    EXPECT_EQ(of("4294967296 * 2147483648"), overflow);
    EXPECT_EQ(of("4294967296 * -2147483648"), "-9223372036854775808");
    EXPECT_EQ(of("4294967295 * 4294967297"), overflow);
    EXPECT_EQ(of("4294967296 * 4294967296"), overflow);
    EXPECT_EQ(of("3037000500 * 3037000500"), overflow);
    EXPECT_EQ(of("3037000499 * 3037000499"), "9223372030926249001");
    EXPECT_EQ(of("9223372036854775808"),
              "OverflowError: the number needs more than 64 bits: 9223372036854775808");
    EXPECT_EQ(of("0x7fffffffffffffff"), "9223372036854775807");
    EXPECT_EQ(of("0x8000000000000000"),
              "OverflowError: the number needs more than 64 bits: 0x800000000000000");
}

TEST(ShellEvaluator, RealNumbers) {
    EXPECT_EQ(of("1.5 + 1"), "2.500000");
    EXPECT_EQ(of(".5 * 4."), "2.000000");
    EXPECT_EQ(of("1e3"), "1000.000000");
    EXPECT_EQ(of("25E-1"), "2.500000");
    EXPECT_EQ(of("1e-400"), "0.000000");
    EXPECT_EQ(of("1e309"), "OverflowError: the number is too large: 1e309");
    EXPECT_EQ(of("1e99999999999"), "OverflowError: the number is too large: 1e99999999999");
    EXPECT_EQ(of("0e99999999999"), "0.000000");
    EXPECT_EQ(of("1e308 * 10"), "OverflowError: the result is too large");
    EXPECT_EQ(of("infinite() * 2"), "inf");
    EXPECT_EQ(of("no_number() == no_number()"), "false");
    EXPECT_EQ(of("no_number() != 1"), "true");
    EXPECT_EQ(of("no_number() <= 1"), "false");
    EXPECT_EQ(of("1e300 // 1"), of("1e300"));
}

TEST(ShellEvaluator, Comparisons) {
    EXPECT_EQ(of("1 == 1.0"), "true");
    EXPECT_EQ(of("1 <= 1"), "true");
    EXPECT_EQ(of("1 >= 2"), "false");
    EXPECT_EQ(of("2 > 1"), "true");
    EXPECT_EQ(of("'a' < 'b'"), "true");
    EXPECT_EQ(of("'a' != \"a\""), "false");
    EXPECT_EQ(of("true == (1 == 1)"), "true");
    EXPECT_EQ(of("true == false"), "false");
    EXPECT_EQ(of("true == 1"), "false");
    EXPECT_EQ(of("'1' != 1"), "true");
    EXPECT_EQ(of("'1' < 1"), "TypeError: not for values of these kinds");
    EXPECT_EQ(of("true < false"), "TypeError: not for values of these kinds");
    EXPECT_EQ(of("1 < 2 < 3"), "SyntaxError: comparisons want parentheses");
}

TEST(ShellEvaluator, Texts) {
    EXPECT_EQ(of("'a' + 'b' + ''"), "'ab'");
    EXPECT_EQ(of(R"('it\'s \x41\n')"), "'it's A\n'");
    EXPECT_EQ(of(R"("a\q")"), R"(SyntaxError: what \ stands for here: a\q)");
    EXPECT_EQ(of(R"("a\x4")"), R"(SyntaxError: what \ stands for here: a\x4)");
    EXPECT_EQ(of("'abc"), "SyntaxError: the text has no end: 'abc");
    EXPECT_EQ(of(R"('abc\')"), R"(SyntaxError: the text has no end: 'abc\')");
    EXPECT_EQ(of("'a' + 1"), "TypeError: not for values of these kinds");
    EXPECT_EQ(of("-'a'"), "TypeError: not for values of these kinds");
    EXPECT_EQ(of("+'a'"), "TypeError: not for values of these kinds");
    const std::string half = "'" + std::string(48, 'x') + "'";
    EXPECT_EQ(of(half + "+" + half + " == 'x'"), "false");
    EXPECT_EQ(of(half + "+" + half + "+'x'"), "MemoryError: the command's texts are too long");
}

TEST(ShellEvaluator, Assignments) {
    EXPECT_EQ(of("number=5"), "assigned");
    EXPECT_EQ(of("number = number * 2"), "assigned");
    EXPECT_EQ(number, 10);
    EXPECT_EQ(of("number = 1.0"), "TypeError: an integer is wanted: number");
    EXPECT_EQ(of("number = 2147483648"), "ValueError: out of range: number");
    EXPECT_EQ(of("small = 255"), "assigned");
    EXPECT_EQ(of("small = -1"), "ValueError: out of range: small");
    EXPECT_EQ(small, 255);
    EXPECT_EQ(of("real = 3"), "assigned");
    EXPECT_EQ(real, 3.0F);
    EXPECT_EQ(of("real = 1e39"), "ValueError: out of range: real");
    EXPECT_EQ(of("flag = 1 < 2"), "assigned");
    EXPECT_EQ(of("flag"), "true");
    EXPECT_EQ(of("flag = 1"), "TypeError: true or false is wanted: flag");
    EXPECT_EQ(of("text = 'hello'"), "assigned");
    EXPECT_EQ(of("text"), "'hello'");
    EXPECT_EQ(of("text = 'hello!'"), "ValueError: the text is too long: text");
    EXPECT_EQ(of(R"(text = 'a\0')"), "ValueError: the text has a zero in it: text");
    EXPECT_EQ(of("text = text"), "assigned");
    EXPECT_EQ(of("fixed = 8"), "TypeError: cannot be assigned to: fixed");
    EXPECT_EQ(of("nothing = 8"), "TypeError: cannot be assigned to: nothing");
    EXPECT_EQ(of("number = nothing()"), "TypeError: there is no value to assign: number");
    EXPECT_EQ(of("other = 8"), "NameError: no such name: other");
    EXPECT_EQ(of("1 = 8"), "SyntaxError: not expected here: =");
    EXPECT_EQ(of("number = number = 1"), "SyntaxError: not expected here: =");
    wide = std::numeric_limits<std::uint64_t>::max();
    EXPECT_EQ(of("wide"), "OverflowError: the value needs more than 64 bits: wide");
}

TEST(ShellEvaluator, Calls) {
    EXPECT_EQ(of("four(1, true, 100.5, 'abc') + 0"), "114");
    EXPECT_EQ(of("four(1, true, 100)"), "TypeError: wrong number of arguments: four");
    EXPECT_EQ(of("four(1, 2, 100, '')"), "TypeError: true or false is wanted: four");
    EXPECT_EQ(of("four(1, 2, 3, 4, 5)"), "SyntaxError: more than four arguments");
    EXPECT_EQ(of("four"), "TypeError: to be called with (): four");
    EXPECT_EQ(of("number()"), "TypeError: not a function: number");
    EXPECT_EQ(of("later(1)"), "TypeError: wants await: later");
    EXPECT_EQ(of("missing(1)"), "NameError: no such name: missing");
    EXPECT_EQ(of("nothing()"), "none");
    EXPECT_EQ(of("four(1"), "SyntaxError: a , or ) is missing");
    EXPECT_EQ(of("four(1,"), "SyntaxError: a value is missing at the end");
    EXPECT_EQ(of("four(1 2)"), "SyntaxError: a , or ) is missing");
}

TEST(ShellEvaluator, Coroutines) {
    EXPECT_EQ(of("await later(1 + 1)"), "await later 2");
    EXPECT_EQ(of("number = await later(3)"), "await later 3");
    EXPECT_EQ(of("await number()"), "TypeError: not to be awaited: number");
    EXPECT_EQ(of("await nobody()"), "NameError: no such name: nobody");
    EXPECT_EQ(of("await later"), "SyntaxError: await wants a call");
    EXPECT_EQ(of("await 1"), "SyntaxError: await wants a call");
    EXPECT_EQ(of("1 + await later(1)"), "SyntaxError: await stands only before a whole call");
    EXPECT_EQ(of("await later(1) + 1"), "SyntaxError: not expected here: +");
}

TEST(ShellEvaluator, NothingIsCalledBeforeTheEndIsRead) {
    calls = 0;
    EXPECT_EQ(of("count_call() +"), "SyntaxError: a value is missing at the end");
    EXPECT_EQ(of("count_call() $"), "SyntaxError: not understood: $");
    EXPECT_EQ(of(R"(count_call() == '\q')"), R"(SyntaxError: what \ stands for here: \q)");
    EXPECT_EQ(calls, 0);
    EXPECT_EQ(of("count_call()"), "1");
}

TEST(ShellEvaluator, ParenthesesAreBounded) {
    EXPECT_EQ(of("(((((1)))))"), "1");
    EXPECT_EQ(of("((((((1))))))"), "SyntaxError: too many parentheses within each other");
    EXPECT_EQ(of(std::string(500, '(')), "SyntaxError: too many parentheses within each other");
    EXPECT_EQ(of(std::string(500, '-') + "1"), "1");
    EXPECT_EQ(of("count_call((((((1))))))"), "SyntaxError: too many parentheses within each other");
    EXPECT_EQ(of("(1"), "SyntaxError: a ) is missing");
    EXPECT_EQ(of("1)"), "SyntaxError: not expected here: )");
    EXPECT_EQ(of("()"), "SyntaxError: not expected here: )");
}

TEST(ShellEvaluator, NothingAndComments) {
    EXPECT_EQ(of(""), "none");
    EXPECT_EQ(of(" \t # all of it"), "none");
    EXPECT_EQ(of("1 # one"), "1");
}

TEST(ShellEvaluator, WhatIsNoWord) {
    EXPECT_EQ(of("1x"), "SyntaxError: not a number: 1x");
    EXPECT_EQ(of("0x"), "SyntaxError: not a number: 0x");
    EXPECT_EQ(of("0xg"), "SyntaxError: not a number: 0xg");
    EXPECT_EQ(of("1.2.3"), "SyntaxError: not a number: 1.2.");
    EXPECT_EQ(of("1e"), "SyntaxError: not a number: 1e");
    EXPECT_EQ(of("1 ! 2"), "SyntaxError: not understood: !");
    EXPECT_EQ(of("import os"), "SyntaxError: not expected here: os");
    EXPECT_EQ(of(std::string_view("\0", 1)),
              "SyntaxError: not understood: " + std::string(1, '\0'));
    EXPECT_EQ(of("1 2"), "SyntaxError: not expected here: 2");
}

}  // namespace
}  // namespace perth::detail
