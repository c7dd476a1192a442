#include "arrival.hpp"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "signature_header.hpp"
#include "tenstone/core/encoding.hpp"
#include "tenstone/core/hash.hpp"

namespace tenstone::webhooks {
namespace {
using ::testing::StartsWith;
using ArrivalFields = std::vector<http::Field>;

Content content(Scheme scheme, std::string_view body, const ArrivalFields& fields = {}, std::string event_id = "") {
  return content_of(scheme, {.key_id = "k", .event_id = std::move(event_id)}, fields, body);
}

TEST(Arrival, IdAndTypeStandWhereTheSchemeHasThem) {
  const auto both = [](const Content& of) { return of.event_id + ' ' + of.type; };
  EXPECT_EQ(both(content(Scheme::StandardWebhooks, R"({"id":"no","type":"a.b"})", {}, "msg_1")), "msg_1 a.b");
  EXPECT_EQ(both(content(Scheme::Stripe, R"({"data":{"id":"no"},"id":"evt_1","type":"charge.failed"})")),
            "evt_1 charge.failed");
  EXPECT_EQ(both(content(Scheme::GitHub, "payload=%7B%7D", {{"X-GITHUB-EVENT", "push"}}, "guid")), "guid push");
  EXPECT_EQ(both(content(Scheme::Slack, R"({"type":"event_callback","event_id":"Ev1","event":{"type":"message"}})")),
            "Ev1 message");
}

TEST(Arrival, WhatCannotBeAnIdOrATypeIsNone) {
  const std::string hash = "sha256:" + to_hex(sha256(R"({"id":"é"})"));
  EXPECT_EQ(content(Scheme::Stripe, R"({"id":"é"})").event_id, hash);
  for (const std::string body : {"", "[]", "{", R"({"id":""})", R"({"id":null})", R"({"id":{"a":1}})", "\xff"})
    EXPECT_THAT(content(Scheme::Stripe, body).event_id, StartsWith("sha256:")) << body;
  EXPECT_THAT(content(Scheme::Stripe, R"({"id":")" + std::string(257, 'a') + "\"}").event_id, StartsWith("sha256:"));
  EXPECT_EQ(content(Scheme::Stripe, R"({"id":"evt_1","type":")" + std::string(129, 'a') + "\"}").type, "");
  EXPECT_EQ(content(Scheme::Stripe, R"({"id":"evt_1","type":"a b"})").type, "");
  EXPECT_EQ(content(Scheme::Slack, R"({"event_id":"Ev1","event":"message"})").type, "");
}

TEST(Arrival, OnlySlackHasAChallenge) {
  const std::string body = R"({"type":"url_verification","challenge":"c","id":"evt_1"})";
  EXPECT_EQ(content(Scheme::Slack, body).challenge, "c");
  EXPECT_FALSE(content(Scheme::Stripe, body).challenge);
  EXPECT_FALSE(content(Scheme::Slack, R"({"type":"event_callback","challenge":"c"})").challenge);
}

TEST(Arrival, OnlyHeadersOfTheListAreKept) {
  const Content kept = content(Scheme::GitHub, "",
                               {{"Content-Type", "text/plain"},
                                {"X-Hub-Signature-256", "sha256=aa"},
                                {"Authorization", "Bearer x"},
                                {"Cookie", "a=b"},
                                {"User-Agent", "caf\xe9"},
                                {"X-GitHub-Event", "push"}});
  EXPECT_EQ(kept.headers, R"({"content-type":"text/plain","x-github-event":"push"})");
}

RC_GTEST_PROP(ArrivalProperty, OfAnyBytesIsStorable, (const std::string& bytes, bool slack)) {
  const std::string body = *rc::gen::element(bytes, R"({"id":")" + bytes + "\"}", R"({"type":")" + bytes + "\"}");
  const Content made = content(slack ? Scheme::Slack : Scheme::Stripe, body, {{"User-Agent", bytes}});
  RC_ASSERT(is_event_id(made.event_id));
  RC_ASSERT(made.type.empty() || is_event_id(made.type));
  RC_ASSERT(std::ranges::all_of(made.headers, [](char c) { return c >= ' ' && c < '\x7f'; }));
}

}  // namespace
}  // namespace tenstone::webhooks
