#include "tenstone/auth/email.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tenstone/auth/actor.hpp"
#include "utf8.hpp"

namespace tenstone::auth {
namespace {

std::string normal_of(std::string_view text) {
  const auto email = parse_email(text);
  return email ? email->normal : email.error().code;
}

TEST(Email, KeepsWhatWasTypedAndComparesInLowerCase) {
  const auto email = parse_email(" \tMia.Member@Example.COM\r\n");
  ASSERT_TRUE(email);
  EXPECT_EQ(email->normal, "mia.member@example.com");
  EXPECT_EQ(email->display, "Mia.Member@Example.COM");
  EXPECT_EQ(parse_email("A\u0308rmel@x")->display, "\u00c4rmel@x") << "display is composed, too";
}

TEST(Email, TextsThatAPersonTakesForOneAreOneAddress) {
  struct Case {
    const char *typed, *normal, *why;
  };
  for (const Case& c : std::initializer_list<Case>{
           {"j\u00fcrg@example.com", "j\u00fcrg@example.com", "composed"},
           {"ju\u0308rg@example.com", "j\u00fcrg@example.com", "decomposed"},
           {"J\u00dcRG@example.com", "j\u00fcrg@example.com", "case beyond ASCII"},
           {"JU\u0308RG@EXAMPLE.com", "j\u00fcrg@example.com", "decomposed and in capitals"},
           {"\u212bsa@x", "\u00e5sa@x", "the sign for angstrom is an A with a ring"},
           {"s\u0323\u0307@x", "\u1e69@x", "marks in the other order"},
           {"s\u0307\u0323@x", "\u1e69@x", "marks in the other order"},
           {"\u039d\u0399\u039a\u039f\u03a3@x", "\u03bd\u03b9\u03ba\u03bf\u03c3@x", "Greek capitals"},
           {"\u03bd\u03b9\u03ba\u03bf\u03c2@x", "\u03bd\u03b9\u03ba\u03bf\u03c3@x", "a final sigma"},
           {"\u0130pek@x", "ipek@x", "a capital i with a dot"},
           {"stra\u1e9ee@x", "stra\u00dfe@x", "a capital sharp s"},
           {"mia@b\u00fccher.example", "mia@b\u00fccher.example", "a domain in its own letters"},
           {"mia@BU\u0308CHER.example", "mia@b\u00fccher.example", "in capitals, decomposed"},
           {"mia@xn--bcher-kva.example", "mia@b\u00fccher.example", "as browsers send it"},
           {"mia@XN--BCHER-KVA.Example", "mia@b\u00fccher.example", "as browsers send it, in capitals"},
       })
    EXPECT_EQ(normal_of(c.typed), c.normal) << c.why;
}

TEST(Email, TextsThatAPersonTellsApartAreTwoAddresses) {
  EXPECT_NE(normal_of("strasse@x"), normal_of("stra\u00dfe@x")) << "no case folding: these are two mailboxes";
  EXPECT_NE(normal_of("m\u0131a@x"), normal_of("mia@x")) << "an i without a dot";
  EXPECT_NE(normal_of("jurg@x"), normal_of("j\u00fcrg@x"));
  EXPECT_NE(normal_of("mia+a@x"), normal_of("mia+b@x"));
  EXPECT_NE(normal_of("mi\u0430@x"), normal_of("mia@x"))
      << "a Cyrillic letter: only looks alike, and stays another one";
  EXPECT_NE(normal_of("mia@fa\u00df.example"), normal_of("mia@fass.example")) << "IDNA 2008, not 2003";
}

TEST(Email, TakesWhatIsAnAddress) {
  for (const auto* text :
       {"a@b", "admin@localhost", "first.last@sub.example.co.uk", "user+tag@example.com", "o'brien@example.com",
        "!#$%&'*+-/=?^_`{|}~@example.com", "1@2.example", "x@1und1.de", "a@a-b.example",
        "\u7528\u6237@\u4f8b\u5b50.\u6d4b\u8bd5", "\u0b85@x",
        "ak\u0435\u043a@\u043f\u0440\u0438\u043c\u0435\u0440.\u0440\u0444", "\u0661@x", "\u0e01\u0e34@x"})
    EXPECT_NE(normal_of(text), "email_invalid") << text;
  EXPECT_TRUE(parse_email(std::string(64, 'a') + "@x"));
  EXPECT_TRUE(parse_email("a@" + std::string(63, 'b') + ".c"));
}

TEST(Email, RefusesWhatIsNoAddress) {
  struct Case {
    const char *text, *why;
  };
  for (const Case& c : std::initializer_list<Case>{
           {"", "empty"},
           {" \r\n", "spaces"},
           {"mia", "no @"},
           {"@x", "nothing before the @"},
           {"mia@", "nothing behind it"},
           {"a@b@x", "two @"},
           {"\"a@b\"@x", "a quoted name"},
           {"\"mia\"@x", "a quoted name"},
           {"mia member@x", "a space"},
           {"a\tb@x", "a tab"},
           {"a@b\x7f", "a control character"},
           {"mia@x\r\nBcc: eve@x", "a header more"},
           {"mia@x\nRCPT TO:<eve@x>", "a command more"},
           {"Mia <mia@x>", "a name beside it"},
           {"<mia@x>", "brackets"},
           {"mia@x,eve@x", "two addresses"},
           {"mia@x;eve@x", "two addresses"},
           {"mia,eve@x", "a comma"},
           {"mia(comment)@x", "a comment"},
           {".mia@x", "a dot first"},
           {"mia.@x", "a dot last"},
           {"mia..member@x", "two dots"},
           {"mia@.x", "an empty label"},
           {"mia@x..y", "an empty label"},
           {"mia@x.", "a dot at the end"},
           {"mia@-x", "a hyphen first"},
           {"mia@x-.y", "a hyphen last"},
           {"mia@a_b.example", "no host name"},
           {"mia@[127.0.0.1]", "an IP address"},
           {"mia@[IPv6:::1]", "an IP address"},
           {"mia@127.0.0.1", "an IP address"},
           {"mia@x:25", "a port"},
           {"mia@x<y.xn--bcher-kva.example", "no host name beside an A-label"},
           {"mia@x;y.b\u00fccher.example", "no host name beside such a label"},
           {"mia@xn--", "an empty A-label"},
           {"mia@xn--a", "an A-label of nothing"},
           {"mia@xn--mia-.example", "an A-label of ASCII"},
           {"mia@xn--i-7iq.example", "an A-label of an emoji"},
           {"mia@xn--mgba3gch31f060k.example", "an A-label with a zero-width non-joiner"},
           {"mia\uff20x", "a full-width @"},
           {"mia\uff20eve@x", "a full-width @"},
           {"\uff4d\uff49\uff41@x", "full-width letters"},
           {"mia@\uff45xample", "full-width letters"},
           {"mia@example\uff0ecom", "a full-width dot"},
           {"mia@example\u3002com", "an ideographic full stop"},
           {"\ufb01n@x", "a ligature"},
           {"mia\u00b2@x", "a superscript"},
           {"\u2100@x", "a/c in one character"},
           {"m\u00aa@x", "an ordinal"},
           {"mia\u200b@x", "a zero-width space"},
           {"mi\u200da@x", "a zero-width joiner"},
           {"mi\u200ca@x", "a zero-width non-joiner"},
           {"mi\u00ada@x", "a soft hyphen"},
           {"mia@exa\u00admple", "a soft hyphen"},
           {"mia@exa\u200bmple", "a zero-width space"},
           {"\ufeffmia@x", "a byte order mark"},
           {"mi\u2060a@x", "a word joiner"},
           {"mi\u034fa@x", "a grapheme joiner"},
           {"mia\ufe0f@x", "a variation selector"},
           {"mi\u115fa@x", "a Hangul filler"},
           {"\u202emia@x", "an override of direction"},
           {"mia@x\u202c", "its end"},
           {"mi\u2066a@x", "an isolate"},
           {"mia\u200e@x", "a mark of direction"},
           {"mia\u00a0@x", "a no-break space"},
           {"mia@x\u00a0", "a no-break space"},
           {"mia\u3000@x", "an ideographic space"},
           {"mia\u2028@x", "a line separator"},
           {"mi\u0085a@x", "a control character"},
           {"\ue000@x", "for private use"},
           {"\u0378@x", "not assigned"},
           {"\U0001f600@x", "an emoji"},
           {"mia@i\u2764.example", "an emoji"},
           {"a@\xff", "no UTF-8"},
           {"\xc0\x80@x", "no UTF-8"},
           {"\xed\xa0\x80@x", "a surrogate"},
       })
    EXPECT_EQ(normal_of(c.text), "email_invalid") << c.why << ": " << c.text;
  EXPECT_FALSE(parse_email(std::string("a\0b@x", 5)));
  EXPECT_FALSE(parse_email(std::string("a@x\0", 4)));
  EXPECT_FALSE(parse_email(std::string("a@\0\u00fc", 5)));
  EXPECT_FALSE(parse_email(std::string(65, 'a') + "@x"));
  EXPECT_FALSE(parse_email("a@" + std::string(64, 'b')));
  std::string domain = "x";
  while (domain.size() < 252) domain += ".x";
  EXPECT_TRUE(parse_email("a@" + domain.substr(0, 251)));
  EXPECT_FALSE(parse_email("aaa@" + domain)) << "more than 254 bytes";
}

RC_GTEST_PROP(Email, NormalisingTwiceChangesNothing, ()) {
  const auto part =
      rc::gen::element<std::string>("a", "Z", "0", "-", "\u00c4", "\u0308", "\u00df", "\u03a3", "\u03c2", "\u0130",
                                    "\u1e9e", "\u5927", "\u1100", "\u1161", "\u13a0", "\u0323", "\u0307");
  const auto parts = [&] {
    std::string text = "b";
    for (const std::string& each : *rc::gen::resize(8, rc::gen::container<std::vector<std::string>>(part)))
      text += each;
    return text;
  };
  const auto once = parse_email(parts() + "+" + parts() + "@" + parts() + "c.XN--bcher-kva.Example");
  RC_PRE(bool(once));
  const auto twice = parse_email(once->normal), shown = parse_email(once->display);
  RC_ASSERT(twice && twice->normal == once->normal && twice->display == once->normal);
  RC_ASSERT(shown && shown->normal == once->normal && shown->display == once->display);
}

TEST(Utf8, CountsCodePointsAndRefusesWhatIsNone) {
  EXPECT_EQ(count_code_points("aü€😀"), 4U);
  EXPECT_EQ(count_code_points(""), 0U);
  for (const auto* text : {"\x80", "\xc0\x80", "\xc3", "\xed\xa0\x80", "\xe0\x80\x80", "\xf0\x80\x80\x80",
                           "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xe2\x82"})
    EXPECT_EQ(count_code_points(text), std::nullopt);
}

RC_GTEST_PROP(Utf8, CodePointsComeBackAsTheyWere, ()) {
  const auto point = rc::gen::suchThat(rc::gen::inRange<std::uint32_t>(0, 0x110000),
                                       [](std::uint32_t c) { return c < 0xd800 || c > 0xdfff; });
  std::u32string text;
  for (const std::uint32_t c : *rc::gen::container<std::vector<std::uint32_t>>(point)) text.push_back(c);
  RC_ASSERT(code_points(to_utf8(text)) == text);
  const auto composed = nfc(to_utf8(text));
  RC_ASSERT(composed && nfc(*composed) == composed);
}

TEST(UserAgent, IsStoredPrintable) {
  EXPECT_EQ(printable_user_agent("curl/7\r\n\xff"), "curl/7???");
  EXPECT_EQ(printable_user_agent(std::string(300, 'a')).size(), 256U);
}

}  // namespace
}  // namespace tenstone::auth
