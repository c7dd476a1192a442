#include <gtest/gtest.h>

#include "notes.hpp"

namespace tenstone::validation {
namespace {
using notes::CreateNote;

// "pointer code" of each issue, or the code of what makes the whole unreadable.
template <class T>
std::vector<std::string> problems(std::string_view text) {
  const auto value = parse_json<T>(text);
  if (value) return {};
  if (value.error().issues.empty()) return {value.error().code};
  std::vector<std::string> out;
  for (const Issue& issue : value.error().issues) out.push_back(issue.pointer + " " + issue.code);
  return out;
}
using Problems = std::vector<std::string>;

TEST(Json, ReadsAnObjectAndFillsInDefaults) {
  const auto note = parse_json<CreateNote>(
      R"({"title":" Stones ","tags":["a"],"blocks":[{"kind":"paragraph","text":"hi"}],"body":null})");
  ASSERT_TRUE(note) << note.error().issues.at(0).pointer;
  EXPECT_EQ(*note, (CreateNote{.title = "Stones", .tags = {"a"}, .blocks = {notes::Paragraph{"hi"}}}));
  EXPECT_EQ(to_json(*note), R"({"title":"Stones","body":null,"priority":3,"colour":"grey","tags":["a"],)"
                            R"("blocks":[{"kind":"paragraph","text":"hi"}]})");
}

TEST(Json, TakesKeysInAnyOrderAndSpelling) {
  const auto note = parse_json<CreateNote>(
      R"( {"blocks":[{"width":3.0,"url":"/p","kind":"picture"}] , "priority":1e0,"t\u0069tle":"any order"} )");
  ASSERT_TRUE(note);
  EXPECT_EQ(note->title, "any order");
  EXPECT_EQ(note->priority, 1);
  EXPECT_EQ(note->blocks, std::vector<notes::Block>{(notes::Picture{"/p", 3})});
}

TEST(Json, PointsAtEachProblem) {
  const std::pair<const char*, const char*> cases[] = {
      {"/title required", "{}"},
      {" type", "[]"},
      {"/title duplicate_key", R"({"title":"a","title":"b"})"},
      {"/ti~1tle unknown_key", R"({"title":"a","ti/tle":[{}]})"},
      {"/ti~0tle unknown_key", R"({"title":"a","ti~tle":[{"x":[1,true,null,"\n",-1.5e3]}]})"},
      {"/title length", R"({"title":"   "})"},
      {"/title type", R"({"title":7})"},
      {"/priority number_range", R"({"title":"a","priority":99999999999999999999})"},
      {"/priority number_range", R"({"title":"a","priority":3000000000})"},
      {"/priority range", R"({"title":"a","priority":6})"},
      {"/priority type", R"({"title":"a","priority":1.5})"},
      {"/priority type", R"({"title":"a","priority":"1"})"},
      {"/priority type", R"({"title":"a","priority":null})"},
      {"/colour enum", R"({"title":"a","colour":"blue"})"},
      {"/tags type", R"({"title":"a","tags":"b"})"},
      {"/tags items", R"({"title":"a","tags":["1","2","3","4","5","6","7","8","9"]})"},
      {"/tags/1 length", R"({"tags":["a",""],"title":"b"})"},
      {"/blocks/0 type", R"({"title":"a","blocks":[1]})"},
      {"/blocks/0/kind tag", R"({"title":"a","blocks":[{"url":"/","kind":"film"}]})"},
      {"/blocks/0/kind tag", R"({"title":"a","blocks":[{"kind":1,"kind":"picture","url":"/","width":1}]})"},
      {"/blocks/0/kind duplicate_key", R"({"title":"a","blocks":[{"kind":"picture","kind":"b","url":"/","width":1}]})"},
      {"/blocks/0/kind duplicate_key",
       R"({"title":"a","blocks":[{"k\u0069nd":"picture","url":"/","width":1,"kind":"picture"}]})"},
      {"/blocks/0/width range", R"({"title":"a","blocks":[{"url":"/","width":0,"kind":"picture"}]})"},
      {"/body body_repeats_title", R"({"title":"a","body":"a"})"}};
  for (const auto& [problem, text] : cases) EXPECT_EQ(problems<CreateNote>(text), Problems{problem}) << text;
}

TEST(Json, ReportsAllProblemsAtOnceAndRepeatsNoValue) {
  const auto note = parse_json<CreateNote>(R"({"priority":0,"tags":["hunter2 is my long pass phrase",""],"x":1})");
  ASSERT_FALSE(note);
  EXPECT_EQ(note.error().kind, ErrorKind::Invalid);
  EXPECT_EQ(note.error().code, "validation_failed");
  ASSERT_EQ(note.error().issues.size(), 5u);
  for (const Issue& issue : note.error().issues) {
    EXPECT_EQ(issue.in, "body");
    EXPECT_EQ(issue.message.find("hunter2"), std::string::npos);
  }
}

TEST(Json, NamesNoEndlessKey) {
  EXPECT_EQ(problems<CreateNote>("{\"title\":\"a\",\"" + std::string(201, 'k') + "\":1}"), Problems{" unknown_key"});
}

TEST(Json, StopsListingAfter32Problems) {
  std::string text = R"({"title":"a")";
  for (int i = 0; i < 40; ++i) text += ",\"x" + std::to_string(i) + "\":1";
  const auto note = parse_json<CreateNote>(text + "}");
  ASSERT_FALSE(note);
  EXPECT_EQ(note.error().issues.size(), 32u);
  EXPECT_NE(note.error().message.find("40 places"), std::string::npos);
}

TEST(Json, RefusesWhatIsNoJson) {
  for (const char* text : {"",
                           " ",
                           "{",
                           "}",
                           R"({"title":"a"}})",
                           R"({"title":"a"} 1)",
                           R"({"title":NaN})",
                           R"({"title":"a","x":[01]})",
                           R"({"title":"a","x":{"y":}})",
                           "{\"title\":\"\xff\"}",
                           R"({"title":"\ud800"})",
                           R"({"title":"a","x":"\ud800"})",
                           R"({"title":"a","x":tru})",
                           R"({"title":"a",})",
                           R"({"title":"a","x":[1,]})",
                           R"({"title":"a" "body":"b"})",
                           "{\"title\":\"a\nb\"}",
                           R"({'title':'a'})",
                           R"({"title":"a"}//)",
                           R"({"title":"a","blocks":[{"kind":"paragraph","text":"a","x":[}]})"})
    EXPECT_EQ(problems<CreateNote>(text), Problems{"invalid_json"}) << text;
  EXPECT_EQ(problems<CreateNote>("word"), Problems{"invalid_json"});
  EXPECT_EQ(problems<CreateNote>("3"), Problems{"not_an_object_or_array"});
  EXPECT_EQ(problems<CreateNote>("\"x\""), Problems{"not_an_object_or_array"});
  EXPECT_EQ(parse_json<CreateNote>("{").error().kind, ErrorKind::Unreadable);
}

TEST(Json, KeepsItsLimits) {
  const auto in_x = [](const std::string& value) { return R"({"title":"a","x":)" + value + "}"; };
  const auto joined = [](int count, const std::function<std::string(int)>& part) {
    std::string out;
    for (int i = 0; i < count; ++i) out += (i ? "," : "") + part(i);
    return out;
  };
  const auto ones = [&](int count) { return "[" + joined(count, [](int) { return "1"; }) + "]"; };
  const auto keys = [&](int count) {
    return "{" + joined(count, [](int i) { return "\"k" + std::to_string(i) + "\":1"; }) + "}";
  };
  const Problems fine{"/x unknown_key"};
  EXPECT_EQ(problems<CreateNote>(in_x(std::string(31, '[') + std::string(31, ']'))), fine);
  EXPECT_EQ(problems<CreateNote>(in_x(std::string(32, '[') + std::string(32, ']'))), Problems{"limit_depth"});
  EXPECT_EQ(problems<CreateNote>(in_x(keys(1'000))), fine);
  EXPECT_EQ(problems<CreateNote>(in_x(keys(1'001))), Problems{"limit_keys"});
  EXPECT_EQ(problems<CreateNote>(in_x(ones(10'000))), fine);
  EXPECT_EQ(problems<CreateNote>(in_x(ones(10'001))), Problems{"limit_items"});
  EXPECT_EQ(problems<CreateNote>(in_x('"' + std::string(65'537, 'a') + '"')), Problems{"limit_string"});
  EXPECT_EQ(problems<std::vector<int>>(ones(10'001)), Problems{" limit_items"});
  EXPECT_EQ(problems<CreateNote>(R"({"title":"a\u0000b"})"), Problems{"nul_character"});
  EXPECT_EQ(problems<CreateNote>(R"({"title":"a\\u0000b"})"), Problems{});
}

TEST(Json, ReadsStringsAlikeWithAndWithoutAnEscapeInTheText) {
  const std::string texts = "[\"\" , \"a\"\n,\"b c \"\t , \"\u00e9\U0001f5ff\",\"long enough for the heap\" ";
  std::vector<std::string> expected{"", "a", "b c ", "\u00e9\U0001f5ff", "long enough for the heap"};
  EXPECT_EQ(parse_json<std::vector<std::string>>(texts + "]\n"), expected);
  expected.emplace_back("\n");
  EXPECT_EQ(parse_json<std::vector<std::string>>(texts + R"(,"\n"])"), expected);
  for (const char* broken :
       {R"(["a)", R"(["a")", R"(["a"x])", R"(["a" "b"])", R"(["a""])", "[\"a\x01\"]", "[\"\xff\"]"})
    EXPECT_EQ(problems<std::vector<std::string>>(broken), Problems{"invalid_json"}) << broken;
}

TEST(Json, SurvivesALargeTagThatStandsLast) {  // a string may be unescaped only once: it would overrun a buffer
  const std::string large(200'000, 'a');
  EXPECT_EQ(problems<notes::Block>(R"({"url":"/","width":1,"kind":")" + large + "\"}"), Problems{"/kind tag"});
  EXPECT_EQ(problems<notes::Block>(R"({"kind":"picture","url":"/","width":1,"kind":")" + large + "\"}"),
            Problems{"limit_string"});
}

TEST(Json, OneReaderMayLiveInsideAnother) {
  const ReaderPtr outer = open_json(R"(["a"])");
  ASSERT_TRUE(outer->enter_array());
  EXPECT_EQ(parse_json<std::vector<int>>("[1,2]"), (std::vector<int>{1, 2}));
  std::string text;
  ASSERT_TRUE(outer->next_item());
  EXPECT_EQ(outer->string(text), Reader::Read::Ok);
  EXPECT_FALSE(outer->next_item());
  EXPECT_FALSE(outer->finish());
}

struct Lenient {
  int a = 0;
  friend constexpr auto schema(For<Lenient>) {
    return object<Lenient>(field("a", &Lenient::a))
        .ignore_unknown()
        .refine("odd", "", [](const Lenient& l) { return l.a % 2 == 1; }, "must have an odd a");
  }
};
TEST(Json, IgnoresUnknownKeysOnlyWhereAsked) {
  EXPECT_EQ(problems<Lenient>(R"({"b":{"c":[1,{}]},"a":1,"d":"x"})"), Problems{});
  EXPECT_EQ(problems<Lenient>(R"({"b":{"c":[1,{]},"a":1})"), Problems{"invalid_json"});
  EXPECT_EQ(problems<Lenient>(R"({"a":2,"b":1})"), Problems{" odd"});
}

struct Document {
  Json input;
  std::optional<Json> more;
  std::map<std::string, Json> named;
  friend constexpr auto schema(For<Document>) {
    return object<Document>(field("input", &Document::input), field("more", &Document::more),
                            field("named", &Document::named).or_default().max_items(2));
  }
};
TEST(FreeJson, IsKeptAsCheckedTextOnOneLine) {
  const auto document = parse_json<Document>(
      "{\"input\" : {\"a\": [1,\t2.50, \"x y\\n\\u00e9\"],\n \"b\":{}} ,\"more\":null, \"named\":{\"k\": [ ] , "
      "\"l\":-0.1e5 }} ");
  ASSERT_TRUE(document) << document.error().code;
  EXPECT_EQ(document->input.text, R"({"a":[1,2.50,"x y\n\u00e9"],"b":{}})");
  EXPECT_FALSE(document->more);
  EXPECT_EQ(document->named.at("k").text, "[]");
  EXPECT_EQ(document->named.at("l").text, "-0.1e5");
  EXPECT_EQ(parse_json<Json>(" [1, {\"a\" :true}] ")->text, R"([1,{"a":true}])");
}
TEST(FreeJson, IsRefusedWhenItIsBrokenOrAmbiguous) {
  EXPECT_EQ(problems<Document>(R"({"input":{"a":01}})"), Problems{"invalid_json"});
  EXPECT_EQ(problems<Document>(R"({"input":{"a":1,"b":{"c":1,"\u0063":2}}})"), Problems{"/input duplicate_key"});
  EXPECT_EQ(problems<Document>(R"({"input":1,"named":{"a":1,"a":2}})"), Problems{"/named/a duplicate_key"});
  EXPECT_EQ(problems<Document>(R"({"input":1,"named":{"a":1,"b":2,"c":3}})"), Problems{"/named items"});
  EXPECT_EQ(problems<Document>(R"({"input":1,"named":{"":1}})"), Problems{"/named key_length"});
}

struct Account {
  std::string email;
  Uuid id;
  Time since;
  Secret<std::string> password;
  friend constexpr auto schema(For<Account>) {
    return object<Account>(field("email", &Account::email).trim().lower().email(), field("id", &Account::id),
                           field("since", &Account::since), field("password", &Account::password).length(8, 72));
  }
};
TEST(Json, KnowsTheTypesOfCore) {
  const auto account = parse_json<Account>(
      R"({"email":" Mia.L@Example.ORG","id":"0193A5C8-7d3e-7b1a-9f00-5a1e2c3d4b5f","since":"2026-11-22T09:15:00+01:00","password":"correct horse"})");
  ASSERT_TRUE(account) << account.error().issues.at(0).pointer;
  EXPECT_EQ(account->password.reveal(), "correct horse");
  EXPECT_EQ(to_json(*account), R"({"email":"mia.l@example.org","id":"0193a5c8-7d3e-7b1a-9f00-5a1e2c3d4b5f",)"
                               R"("since":"2026-11-22T08:15:00.000000Z","password":"[secret]"})");
  EXPECT_EQ(problems<Account>(R"({"email":"mia","id":"x","since":"now","password":"short"})"),
            (Problems{"/email email", "/id uuid", "/since time", "/password length"}));
}

TEST(Email, IsPragmatic) {
  const auto accepted = [](const std::string& text) {
    std::string value = text;
    Issues issues("body");
    validation::text().email().apply(value, {}, issues);
    return issues.count() == 0;
  };
  for (const char* good : {"a@b.co", "mia+tag@mail.example.org", "o'hara@x-y.example", "1@2.3"})
    EXPECT_TRUE(accepted(good)) << good;
  for (const std::string bad : {"", "a", "@b.co", "a@", "a@b", "a@b.", "a@.b", "a@-b.co", "a@b-.co", "a b@c.de",
                                "a@b@c.de", "a@b..co", "mi\xC3\xA4@b.co", "a@b.co\n"})
    EXPECT_FALSE(accepted(bad)) << bad;
  EXPECT_FALSE(accepted(std::string(65, 'a') + "@b.co"));
}

TEST(JsonWriter, WritesValidJsonForAnyBytes) {
  const auto written = [](std::string_view text) {
    std::string out;
    write_string(out, text);
    return out;
  };
  EXPECT_EQ(written("a\"b\\c\n\t\x01\x1f/\x7f"), R"("a\"b\\c\n\t\u0001\u001f/)"
                                                 "\x7f\"");
  EXPECT_EQ(written("grün 石 🪨"), "\"grün 石 🪨\"");
  EXPECT_EQ(written("a\xffz"), "\"a\xEF\xBF\xBDz\"");
  EXPECT_EQ(written("\xed\xa0\x80"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");  // a surrogate
  EXPECT_EQ(written("\xc0\xaf"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\"");                  // an overlong slash
  EXPECT_EQ(written("\xe7\x9f"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\"");                  // cut off
  EXPECT_EQ(written(std::string_view("\0", 1)), R"("\u0000")");
  EXPECT_EQ(to_json(std::vector<double>{0.1, 1e300, -0.0, 5}), "[0.1,1e+300,-0,5]");
  EXPECT_THROW(to_json(std::numeric_limits<double>::quiet_NaN()), std::domain_error);
  EXPECT_EQ(to_json(std::map<std::string, std::vector<std::string>>{{"a", {}}, {"b", {"[", "c"}}}),
            R"({"a":[],"b":["[","c"]})");
}

}  // namespace
}  // namespace tenstone::validation
