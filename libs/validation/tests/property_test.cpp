#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "notes.hpp"

namespace tenstone::validation {
namespace {
using notes::Everything;

constexpr std::string_view kSample =
    R"({"yes":true,"large":-9007199254740993,"natural":18446744073709551615,"small":255,"real":-1.5e-3,"text":"a\"\u00e9\n",)"
    R"("maybe":null,"nested":[{"url":"/","width":7}],"counts":{"a":1,"b\/":2},"id":"0193a5c8-7d3e-7b1a-9f00-5a1e2c3d4b5f",)"
    R"("time":"2026-11-22T08:15:00Z","free":{"x":[1,{"y":null}],"z":"\ud83e\udea8"}})";

std::string valid_text() {  // no U+0000, valid UTF-8
  const auto points = *rc::gen::container<std::vector<char32_t>>(
      rc::gen::oneOf(rc::gen::inRange<char32_t>(1, 0x80), rc::gen::inRange<char32_t>(0x80, 0xD800),
                     rc::gen::inRange<char32_t>(0x10000, 0x110000)));
  std::string out;
  for (const char32_t c : points) {
    const auto add = [&](char32_t byte) { out += static_cast<char>(byte); };
    if (c < 0x80) {
      add(c);
    } else if (c < 0x800) {
      add(0xC0 | c >> 6), add(0x80 | (c & 63));
    } else if (c < 0x10000) {
      add(0xE0 | c >> 12), add(0x80 | (c >> 6 & 63)), add(0x80 | (c & 63));
    } else {
      add(0xF0 | c >> 18), add(0x80 | (c >> 12 & 63)), add(0x80 | (c >> 6 & 63)), add(0x80 | (c & 63));
    }
  }
  return out;
}

RC_GTEST_PROP(Json, GivesBackWhatWentIn, ()) {
  Everything value;
  value.yes = *rc::gen::arbitrary<bool>();
  value.large = *rc::gen::arbitrary<std::int64_t>();
  value.natural = *rc::gen::arbitrary<std::uint64_t>();
  value.small = *rc::gen::arbitrary<std::uint8_t>();
  value.real = *rc::gen::arbitrary<double>();
  value.text = valid_text();
  value.maybe = *rc::gen::maybe(rc::gen::arbitrary<int>()) ? std::optional(7) : std::nullopt;
  value.nested = {{.url = "/", .width = *rc::gen::inRange(1, 4097)}};
  value.counts["k" + valid_text().substr(0, 100)] = 1;
  value.time = Time(std::chrono::microseconds(*rc::gen::inRange<std::int64_t>(0, 4'102'444'800'000'000)));
  for (auto& byte : value.id.bytes) byte = *rc::gen::arbitrary<std::uint8_t>();
  write_string(value.free.text, valid_text());
  value.free.text.erase(0, 4);  // the "null" that it starts as
  const std::string json = to_json(value);
  const auto back = parse_json<Everything>(json);
  RC_ASSERT(back.has_value());
  RC_ASSERT(to_json(*back) == json);
  RC_ASSERT(back->text == value.text && back->real == value.real && back->large == value.large);
}

RC_GTEST_PROP(Json, WritesAnyBytesAsJsonThatItCanRead, (const std::string& bytes)) {
  RC_PRE(bytes.find('\0') == bytes.npos);
  RC_ASSERT(parse_json<std::vector<std::string>>(to_json(std::vector{bytes})).has_value());
}

// Whatever happens to a document, the answer is a value or an error with a reason for each problem.
RC_GTEST_PROP(Json, SurvivesMutations, ()) {
  std::string text(kSample);
  const int changes = *rc::gen::inRange(1, 6);
  for (int i = 0; i < changes && !text.empty(); ++i) {
    const auto place = *rc::gen::inRange<std::size_t>(0, text.size());
    switch (*rc::gen::inRange(0, 4)) {
      case 0: text.erase(place, *rc::gen::inRange<std::size_t>(1, 9)); break;
      case 1: text[place] = *rc::gen::arbitrary<char>(); break;
      case 2: text.insert(place, 1, *rc::gen::elementOf(std::string("{}[]\",:\\019ntf e-.u"))); break;
      default: text.insert(place, text.substr(*rc::gen::inRange<std::size_t>(0, text.size()), 20)); break;
    }
  }
  const auto value = parse_json<Everything>(text);
  if (value) {
    const auto again = parse_json<Everything>(to_json(*value));
    RC_ASSERT(again.has_value());
    return;
  }
  RC_ASSERT(value.error().code != "validation_failed" || !value.error().issues.empty());
  for (const Issue& issue : value.error().issues) {
    RC_ASSERT(!issue.code.empty() && !issue.message.empty());
    RC_ASSERT(issue.pointer.empty() || issue.pointer.front() == '/');
  }
}

// Each member spoilt on its own yields one issue, at that member.
RC_GTEST_PROP(Json, GivesOnePointerForEachSpoiltMember, ()) {
  const std::vector<std::pair<std::string, std::string>> members{{"yes", "true"},
                                                                 {"large", "1"},
                                                                 {"natural", "1"},
                                                                 {"small", "1"},
                                                                 {"real", "0.5"},
                                                                 {"text", "\"\""},
                                                                 {"nested", "[]"},
                                                                 {"counts", "{}"},
                                                                 {"id", "\"0193a5c8-7d3e-7b1a-9f00-5a1e2c3d4b5f\""},
                                                                 {"time", "\"2026-11-22T08:15:00Z\""}};
  std::string text = R"({"free":0)";
  std::vector<std::string> expected, seen;
  for (const auto& [name, good] : members) {
    const bool spoilt = *rc::gen::arbitrary<bool>();
    text += ",\"" + name + "\":" + (spoilt ? "[[{}]]" : good);
    if (spoilt) expected.push_back(name == "nested" ? "/nested/0" : "/" + name);
  }
  const auto value = parse_json<Everything>(text + "}");
  if (!value)
    for (const Issue& issue : value.error().issues) seen.push_back(issue.pointer);
  RC_ASSERT(seen == expected);
}

}  // namespace
}  // namespace tenstone::validation
