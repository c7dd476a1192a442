// The vectors are the senders' own where they publish one; each was computed again by `openssl dgst -sha256 -hmac`.
#include "tenstone/webhooks/signature.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "signature_header.hpp"
#include "tenstone/core/encoding.hpp"

namespace tenstone::webhooks {
namespace {
using namespace std::chrono_literals;
using Fields = std::vector<http::Field>;
using Keys = std::vector<SigningKey>;

Time at(long seconds) { return Time(std::chrono::seconds(seconds)); }

SigningKey key_of(Scheme scheme, const std::string& secret, std::optional<Time> not_after = {}) {
  return SigningKey::make(scheme, "key " + secret.substr(0, 4), Secret<std::string>(secret), not_after).value();
}

// "ok: key", or an error's code.
std::string outcome(Scheme scheme, const Fields& fields, std::string_view body, const Keys& keys, Time now,
                    std::chrono::seconds tolerance = 5min) {
  const auto verified = verify(scheme, fields, body, keys, now, tolerance);
  return verified ? "ok: " + verified->key_id : verified.error().code;
}

struct Vector {
  Scheme scheme;
  std::string secret;
  Fields fields;
  std::string body;
  Time now;
  std::string event_id;
};

const std::string kSlackBody =
    "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&"
    "user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack."
    "com%"
    "2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121."
    "803a0bc887a14d10d2c447fce8b6703c";

const std::vector<Vector>& vectors() {
  static const std::vector<Vector> kVectors = {
      {Scheme::StandardWebhooks,
       "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
       {{"Webhook-Id", "msg_p5jXN8AQM9LWM0D4loKWxJek"},
        {"webhook-timestamp", "1614265330"},
        {"webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="}},
       "{\"test\": 2432232314}",
       at(1614265330),
       "msg_p5jXN8AQM9LWM0D4loKWxJek"},
      {Scheme::Stripe,
       "whsec_5W8LTbyW1bTBdHnCPWl4mHnR",
       {{"stripe-signature",
         "t=1700000000,v1=f5926d05de1875cedda75be83391417b1604368646ff2bc705369e38a26b50fd,v0=6ffb"}},
       "{\"id\":\"evt_1\",\"object\":\"event\"}",
       at(1700000000),
       ""},
      {Scheme::GitHub,
       "It's a Secret to Everybody",
       {{"X-Hub-Signature-256", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"},
        {"X-GitHub-Delivery", "72d3162e-cc78-11e3-81ab-4c9367dc0958"}},
       "Hello, World!",
       at(0),
       "72d3162e-cc78-11e3-81ab-4c9367dc0958"},
      {Scheme::GitHub,  // bytes that are no text
       "secret",
       {{"X-Hub-Signature-256", "sha256=2f61b1babe7b96d4d64bf92d124d7d4eeb45e6c99d68a4c156fd78c2cdd796aa"},
        {"X-GitHub-Delivery", "1"}},
       std::string("\xf0\x9f\x98\x80\xff\0x", 7),
       at(0),
       "1"},
      {Scheme::Slack,
       "8f742231b10e8888abcd99yyyzzz85a5",
       {{"X-Slack-Signature", "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"},
        {"X-Slack-Request-Timestamp", "1531420618"}},
       kSlackBody,
       at(1531420618),
       ""},
  };
  return kVectors;
}

TEST(Signature, VerifiesWhatOthersHaveSigned) {
  for (const Vector& one : vectors()) {
    const auto verified = verify(one.scheme, one.fields, one.body, Keys{key_of(one.scheme, one.secret)}, one.now);
    ASSERT_TRUE(verified) << one.body << ": " << verified.error().detail;
    EXPECT_EQ(verified->event_id, one.event_id);
    EXPECT_FALSE(verified->by_old_key);
    EXPECT_EQ(verified->timestamp.has_value(), one.scheme != Scheme::GitHub);
  }
}

TEST(Signature, RefusesOtherBytesAndOtherSecrets) {
  for (const Vector& one : vectors()) {
    const Keys keys{key_of(one.scheme, one.secret)};
    const Keys others{key_of(one.scheme, "b2xkb2xkb2xkb2xkb2xkb2xkb2xkb2xk")};
    EXPECT_EQ(outcome(one.scheme, one.fields, one.body + " ", keys, one.now), "signature_invalid");
    EXPECT_EQ(outcome(one.scheme, one.fields, one.body.substr(1), keys, one.now), "signature_invalid");
    EXPECT_EQ(outcome(one.scheme, one.fields, one.body, others, one.now), "signature_invalid");
    EXPECT_EQ(outcome(one.scheme, one.fields, one.body, {}, one.now), "signature_invalid");
    for (std::size_t i = 0; i < one.fields.size(); ++i) {
      Fields without = one.fields, twice = one.fields;
      without.erase(without.begin() + static_cast<std::ptrdiff_t>(i));
      twice.push_back(one.fields[i]);
      EXPECT_EQ(outcome(one.scheme, without, one.body, keys, one.now), "signature_missing") << one.fields[i].name;
      EXPECT_EQ(outcome(one.scheme, twice, one.body, keys, one.now), "signature_invalid") << one.fields[i].name;
    }
  }
}

// By the scheme, with one header's value replaced.
std::string with(std::size_t vector, std::size_t field, std::string_view value) {
  Vector one = vectors()[vector];
  one.fields[field].value = value;
  return outcome(one.scheme, one.fields, one.body, {key_of(one.scheme, one.secret)}, one.now);
}

TEST(Signature, ReadsStandardWebhooksListsStrictly) {
  const std::string good = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
  for (const std::string& list : {good, "v1a,AAAA " + good, good + " v2,x", "v1,AAAA " + good, "v1, " + good})
    EXPECT_EQ(with(0, 2, list), "ok: key whse") << list;
  std::string many;
  for (int i = 0; i < 32; ++i) many += "v1,AAAA ";
  for (const std::string& list :
       {std::string("v1,"), std::string("v1"), good.substr(3), good.substr(0, good.size() - 1), "v2," + good.substr(3),
        "V1," + good.substr(3), good + "=", good + ",", "\t" + good, many + good, good + " " + many,
        std::string("v1,g0hM9SsE-OTPJTGt_tmIKtSyZlE3uFJELVlNIOLJ1OE="),
        std::string("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OF=")})
    EXPECT_EQ(with(0, 2, list), "signature_invalid") << list;
  EXPECT_EQ(with(0, 2, ""), "signature_missing");
}

// Rightly signed by somebody who has the secret. With a dot in the id, two messages would have one signature.
TEST(Signature, RefusesOddIdsAndTimestampsThoughTheyAreSigned) {
  const SigningKey key = key_of(Scheme::StandardWebhooks, "b2xkb2xkb2xkb2xkb2xkb2xkb2xkb2xk");
  const auto signed_as = [&](std::string_view id, std::string_view timestamp) {
    const std::string signature = "v1," + to_base64(key.mac({id, ".", timestamp, ".", "body"}));
    const Fields fields{{"webhook-id", id}, {"webhook-timestamp", timestamp}, {"webhook-signature", signature}};
    return outcome(Scheme::StandardWebhooks, fields, "body", {key}, at(1614265330));
  };
  EXPECT_EQ(signed_as("msg_1", "1614265330"), "ok: key b2xk");
  EXPECT_EQ(signed_as(std::string(256, 'a'), "001614265330"), "ok: key b2xk");
  for (const std::string& id : {std::string("msg_1.5"), std::string("."), std::string("msg 1"),
                                std::string("msg\xc3\xa9"), std::string("msg\x7f"), std::string(257, 'a')})
    EXPECT_EQ(signed_as(id, "1614265330"), "signature_invalid") << id;
  for (const char* text :
       {"1614265330abc", " 1614265330", "+1614265330", "1614265330.0", "0001614265330", "0x6037d672"})
    EXPECT_EQ(signed_as("msg_1", text), "signature_invalid") << text;
  EXPECT_EQ(signed_as("msg_1", "161426533000"), "timestamp_out_of_range");
}

TEST(Signature, ReadsTheOtherHeadersStrictly) {
  const std::string mac = "f5926d05de1875cedda75be83391417b1604368646ff2bc705369e38a26b50fd";
  for (const std::string& list : {"t=1700000000,v1=" + mac, "v1=" + mac + ",t=1700000000",
                                  "t=1700000000,v1=00,v1=" + mac + ",v2=x", "x,,t=1700000000,v1=" + mac})
    EXPECT_EQ(with(1, 0, list), "ok: key whse") << list;
  std::string upper = mac;
  for (char& c : upper) c = static_cast<char>(std::toupper(c));
  for (const std::string& list :
       {"v1=" + mac, "t=1700000000,t=1700000000,v1=" + mac, "t=1700000000,v0=" + mac, "t=1700000000,v1=" + upper,
        "t=1700000000, v1=" + mac, "t=1700000000,v1=" + mac + "0", "t=1700000000,v1=" + mac.substr(2),
        "t=01700000000,v1=" + mac, "t=1700000000 v1=" + mac, std::string("t=1700000000")})
    EXPECT_EQ(with(1, 0, list), "signature_invalid") << list;
  const std::string github = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
  for (const std::string& value :
       {"sha1=" + github, github, "SHA256=" + github, std::string("sha256="), "sha256=" + github + ","})
    EXPECT_EQ(with(2, 0, value), "signature_invalid") << value;
  EXPECT_EQ(with(2, 0, ("sha256=" + github)), "ok: key It's");
  EXPECT_EQ(with(4, 0, "v1=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"), "signature_invalid");
}

TEST(Signature, ReadsTimestampsStrictly) {
  EXPECT_EQ(read_timestamp("0"), at(0));
  EXPECT_EQ(read_timestamp("1700000000"), at(1700000000));
  EXPECT_EQ(read_timestamp("999999999999"), at(999'999'999'999));
  for (const char* text : {"", " 1", "1 ", "+1", "-1", "1.0", "1e9", "0x1", "1700000000abc", "1000000000000"})
    EXPECT_FALSE(read_timestamp(text)) << text;
}

TEST(Signature, MayBeAsOldOrAsFarInTheFutureAsTheTolerance) {
  for (const std::size_t index : {0U, 1U, 4U}) {
    const Vector& one = vectors()[index];
    const Keys keys{key_of(one.scheme, one.secret)};
    const auto after = [&](std::chrono::microseconds time) {
      return outcome(one.scheme, one.fields, one.body, keys, one.now + time, 10s).substr(0, 3);
    };
    EXPECT_EQ(after(10s), "ok:");
    EXPECT_EQ(after(-10s), "ok:");
    EXPECT_EQ(after(10s + 1us), "tim");
    EXPECT_EQ(after(-10s - 1us), "tim");
    // A bad signature is that, whenever it is made.
    EXPECT_EQ(outcome(one.scheme, one.fields, "x", keys, one.now + 1h), "signature_invalid");
  }
}

TEST(Signature, IsTriedWithEverySecretThatHolds) {
  const Vector& one = vectors()[0];
  const SigningKey old = key_of(one.scheme, one.secret, one.now + 1h);
  const SigningKey fresh = key_of(one.scheme, "b2xkb2xkb2xkb2xkb2xkb2xkb2xkb2xk");
  const auto verified = verify(one.scheme, one.fields, one.body, Keys{fresh, old}, one.now);
  ASSERT_TRUE(verified);
  EXPECT_EQ(verified->key_id, "key whse");
  EXPECT_TRUE(verified->by_old_key);
  EXPECT_TRUE(verify(one.scheme, one.fields, one.body, Keys{old, fresh}, one.now + 1h - 1us, 2h));
  EXPECT_EQ(outcome(one.scheme, one.fields, one.body, {old, fresh}, one.now + 1h, 2h), "signature_invalid");
  const auto by_both = sign(one.scheme, Keys{fresh, old}, one.event_id, one.body, one.now);
  ASSERT_TRUE(by_both);
  EXPECT_EQ(by_both->at(2).value,
            "v1,YtvSJskFc0kMofWUrqzMu9Loxn3fOYV/jQA0NBXCA90= v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  EXPECT_EQ(sign(one.scheme, Keys{fresh, old}, one.event_id, one.body, one.now + 1h)->at(2).value.size(), 47U);
  EXPECT_EQ(sign(one.scheme, Keys{old}, one.event_id, one.body, one.now + 1h).error().code, "signing_secret_invalid");
  const Keys stripe{key_of(Scheme::Stripe, "whsec_5W8LTbyW1bTBdHnCPWl4mHnR"), key_of(Scheme::Stripe, "whsec_old")};
  EXPECT_EQ(sign(Scheme::Stripe, stripe, "evt_1", vectors()[1].body, at(1700000000))->at(0).value,
            "t=1700000000,v1=f5926d05de1875cedda75be83391417b1604368646ff2bc705369e38a26b50fd,"
            "v1=9119b75c4afa8bb5f71433cb34179a57aa261c58b80b417f1f537251b0cd38a8");
}

TEST(Signature, WantsSecretsOfItsScheme) {
  const auto fault = [](Scheme scheme, const std::string& text) {
    const auto key = SigningKey::make(scheme, "1", Secret<std::string>(text));
    return key ? "" : key.error().code;
  };
  const auto standard = [&](std::size_t bytes) { return "whsec_" + to_base64(std::string(bytes, 'k')); };
  for (const std::size_t bytes : {24U, 32U, 64U}) EXPECT_EQ(fault(Scheme::StandardWebhooks, standard(bytes)), "");
  for (const std::size_t bytes : {0U, 23U, 65U})
    EXPECT_EQ(fault(Scheme::StandardWebhooks, standard(bytes)), "signing_secret_invalid");
  EXPECT_EQ(fault(Scheme::StandardWebhooks, "whsec_it is not base64, but it is long enough"), "signing_secret_invalid");
  for (const Scheme scheme : {Scheme::Stripe, Scheme::GitHub, Scheme::Slack}) {
    EXPECT_EQ(fault(scheme, "any text"), "");
    EXPECT_EQ(fault(scheme, ""), "signing_secret_invalid");
  }
  const std::string secret = "whsec_short";
  EXPECT_FALSE(
      SigningKey::make(Scheme::StandardWebhooks, "1", Secret<std::string>(secret)).error().message.contains(secret));
}

RC_GTEST_PROP(Signature, OfOursIsVerifiedByOurs, (const std::string& body, std::uint32_t seconds)) {
  for (const Scheme scheme : {Scheme::StandardWebhooks, Scheme::Stripe, Scheme::GitHub, Scheme::Slack}) {
    const Keys keys{key_of(scheme, "b2xkb2xkb2xkb2xkb2xkb2xkb2xkb2xk")};
    const auto fields = sign(scheme, keys, "msg_1", body, at(seconds) + 999ms);
    RC_ASSERT(fields.has_value());
    Fields views;
    for (const http::ClientField& field : *fields) views.push_back({field.name, field.value});
    RC_ASSERT(verify(scheme, views, body, keys, at(seconds)).has_value());
    std::string other = body + "x";
    RC_ASSERT(outcome(scheme, views, other, keys, at(seconds)) == "signature_invalid");
  }
}

}  // namespace
}  // namespace tenstone::webhooks
