#include "tenstone/log_view/redact.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tenstone::log_view {
namespace {

struct Case {
  std::string before, after;
};

TEST(Redact, HidesSecretsAndNothingBesides) {
  const std::string key64(64, 'Q');
  const std::vector<Case> cases = {
      {"Authorization: Bearer abcdefghijklmnop.q-r_s~t== done", "Authorization: Bearer [redacted] done"},
      {"authorization: Basic dXNlcjpwYXNz", "authorization: Basic [redacted]"},
      {R"({"authorization":"Bearer abcdefghijklmnop","x":1})", R"({"authorization":"Bearer [redacted]","x":1})"},
      {"got bearer abcdefghijklmnopqrst from", "got bearer [redacted] from"},
      {"postgres://olaf:p%40ss:w@db:5432/x?y", "postgres://olaf:[redacted]@db:5432/x?y"},
      {"redis://:hunter2@cache", "redis://:[redacted]@cache"},
      {"password=hunter2 user=mia", "password=[redacted] user=mia"},
      {"PASSWORD: hunter2, next", "PASSWORD: [redacted], next"},
      {"DB_PASSWORD='two words' x", "DB_PASSWORD='[redacted]' x"},
      {R"({"password":"a \"b\" c","level":"info"})", R"({"password":"[redacted]","level":"info"})"},
      {R"(msg="{\"client_secret\":\"abc\"}")", R"(msg="{\"client_secret\":\"[redacted]\"}")"},
      {"/login?api_key=abc123&page=2", "/login?api_key=[redacted]&page=2"},
      {"access_token=abc refresh-token=def", "access_token=[redacted] refresh-token=[redacted]"},
      {"aws_secret_access_key = wJalrXUtnFEMI/K7MDENG", "aws_secret_access_key = [redacted]"},
      {"key AKIAIOSFODNN7EXAMPLE used", "key [redacted] used"},
      {"jwt eyJhbGciOiJI.eyJzdWIiOiIx.c2ln end", "jwt [redacted] end"},
      {"ghp_abcdefghijklmnopqrst012345", "[redacted]"},
      {"a\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc\n-----END RSA PRIVATE KEY-----\nb", "a\n[redacted]\nb"},
      {"-----BEGIN PRIVATE KEY-----\nMIIE", "[redacted]"},
      {"a\n" + key64 + "\nb", "a\n[redacted]\nb"},
      {"password=\xff\xfe x \xff", "password=[redacted] x \xff"},
  };
  for (const auto& [before, after] : cases) EXPECT_EQ(redact(before), after);
}

TEST(Redact, LeavesTheRest) {
  for (const std::string text :
       {"", "2026-01-01 INFO started", "password authentication failed for user \"mia\"", "https://host:8080/a@b",
        "Basic authentication failed", "GET /tokens/12 200", "12:30:01 http://a/b:c", "author=mia", "\xff\0x",
        "-----BEGIN CERTIFICATE-----", "AKIA", "secretary=mia"})
    EXPECT_EQ(redact(text), text);
}

RC_GTEST_PROP(Redact, ASecretAmongAnyBytesDoesNotComeOut, ()) {
  const auto noise = *rc::gen::container<std::string>(rc::gen::arbitrary<char>());
  const auto frame = *rc::gen::elementOf(
      std::vector<Case>{{" password=", " "}, {"\"api_key\": \"", "\""}, {" Bearer ", "\n"}, {" mongodb://u:", "@h "}});
  const auto out = redact(noise + frame.before + "Sup3rS3cretValue0123" + frame.after + noise);
  RC_ASSERT(out.find("Sup3rS3cretValue0123") == out.npos);
  RC_ASSERT(redact(out) == out);
}

}  // namespace
}  // namespace tenstone::log_view
