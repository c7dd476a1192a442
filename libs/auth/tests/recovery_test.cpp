#include "tenstone/auth/recovery.hpp"

#include <gmock/gmock.h>
#include <map>

#include "sessions_fixture.hpp"

namespace tenstone::auth {
namespace {
using ::testing::HasSubstr;

inline const ErrorCode kClosedForTest{ErrorKind::Unavailable, "postbox_closed_in_a_test", "No letters here"};

// Keeps what it is given. Its letters are committed with the transaction that puts them.
struct KeptPostbox final : Postbox {
  const ErrorCode* closed() const override { return closed_with; }
  Task<Result<void>> write_later(postgres::Transaction&, std::string request) override {
    requests.push_back(std::move(request));
    co_return Result<void>();
  }
  Task<Result<bool>> put(postgres::Transaction&, Uuid id, Letter letter) override {
    co_return letters.try_emplace(id, std::move(letter)).second;
  }
  void wake() override { ++wakes; }

  const ErrorCode* closed_with = nullptr;
  std::vector<std::string> requests;
  std::map<Uuid, Letter> letters;
  int wakes = 0;
};

class RecoveryTest : public SessionsFixture {
 protected:
  std::string ask(LetterKind kind, const std::string& email) {
    const auto asked = run(recovery_.request(kind, email, {.ip = "192.0.2.7", .user_agent = "test"}));
    return asked ? "asked" : asked.error().code;
  }
  // The letter that the last request makes, written under this id.
  std::optional<Letter> written(Uuid id) {
    EXPECT_TRUE(run(recovery_.write(postbox_.requests.back(), id)));
    const auto found = postbox_.letters.find(id);
    return found == postbox_.letters.end() ? std::nullopt : std::optional(found->second);
  }
  std::string token_for(const Account& account, LetterKind kind = LetterKind::Reset) {
    EXPECT_EQ(ask(kind, email_of(account)), "asked");
    const auto letter = written(ids_.next());
    return letter ? token_in(*letter) : "";
  }
  static std::string token_in(const Letter& letter) {
    const std::size_t begin = letter.text.find('=', letter.text.find("/#")) + 1;
    return letter.text.substr(begin, letter.text.find('\n', begin) - begin);
  }
  std::string reset(const std::string& token, const std::string& password = "another horse battery") {
    const auto done = run(recovery_.reset(token, Secret(password), {}));
    return done ? "set" : done.error().code;
  }
  std::string login_with(const Account& account, const std::string& password) {
    const auto made = run(sessions_.login({.email = email_of(account), .password = Secret(password)}));
    return made ? "in" : made.error().code;
  }

  KeptPostbox postbox_;
  Recovery recovery_{database_, ids_, passwords_, sessions_, postbox_, "https://acme.example"};
};

TEST_F(RecoveryTest, ALetterHasALinkOfThePublicUrl) {
  const auto mia = sign_up();
  ask(LetterKind::Reset, email_of(mia));
  const auto letter = written(ids_.next());
  ASSERT_TRUE(letter);
  EXPECT_EQ(letter->to, parse_email(email_of(mia))->normal);
  EXPECT_THAT(letter->text, HasSubstr("\nhttps://acme.example/#reset=" + token_in(*letter) + "\n"));
  EXPECT_EQ(token_in(*letter).size(), 43U);
}

// Who signs up with a letter that becomes another one in lower case proves nothing of the mailbox of that other one.
TEST_F(RecoveryTest, ALetterGoesToTheMailboxThatTheAccountIsOf) {
  const std::string rest = "pek" + to_string(ids_.next()) + "@example.com";
  ASSERT_TRUE(run(accounts_.sign_up({.email = "\u0130" + rest, .password = Secret(kPassword)})));
  for (const LetterKind kind : {LetterKind::Verify, LetterKind::Taken, LetterKind::Reset}) {
    ask(kind, "\u0130" + rest);
    EXPECT_EQ(written(ids_.next()).value().to, "i" + rest);
  }
}

TEST_F(RecoveryTest, AnAttemptThatIsMadeAgainLeavesTheTokenThatWasSent) {
  const auto mia = sign_up();
  ask(LetterKind::Reset, email_of(mia));
  const Uuid id = ids_.next();
  const auto letter = written(id);
  EXPECT_EQ(token_in(*written(id)), token_in(*letter));
  EXPECT_EQ(reset(token_in(*letter)), "set");
}

TEST_F(RecoveryTest, EveryRequestIsTheSameWork) {
  const auto mia = sign_up();
  EXPECT_EQ(ask(LetterKind::Reset, email_of(mia)), "asked");
  EXPECT_EQ(ask(LetterKind::Reset, "nobody@example.com"), "asked");
  ASSERT_EQ(postbox_.requests.size(), 2U);
  EXPECT_FALSE(written(ids_.next()));
  EXPECT_EQ(ask(LetterKind::Reset, "no address"), "email_invalid");
}

TEST_F(RecoveryTest, IsClosedWithItsPostbox) {
  postbox_.closed_with = &kClosedForTest;
  EXPECT_EQ(ask(LetterKind::Reset, "mia@example.com"), "postbox_closed_in_a_test");
  EXPECT_TRUE(postbox_.requests.empty());
}

TEST_F(RecoveryTest, ADisabledUserGetsNoLetterAndUsesNone) {
  const auto mia = sign_up();
  const std::string token = token_for(mia), verify = token_for(mia, LetterKind::Verify);
  sql("update users set status = 'disabled' where id = '" + to_string(mia.user) + "'");
  EXPECT_EQ(reset(token), "token_invalid");
  EXPECT_EQ(run(recovery_.verify(verify, {})).error().code, "token_invalid");
  EXPECT_EQ(token_for(mia), "");
}

TEST_F(RecoveryTest, ATokenIsForOneThingAndAsLongAsItSays) {
  const auto mia = sign_up();
  EXPECT_EQ(reset(token_for(mia, LetterKind::Verify)), "token_invalid");
  EXPECT_EQ(reset(""), "token_invalid");
  const std::string token = token_for(mia), verify = token_for(mia, LetterKind::Verify);
  advance(std::chrono::minutes(30) - std::chrono::microseconds(1));
  EXPECT_EQ(reset(token, "short"), "password_too_short");
  advance(std::chrono::microseconds(1));
  EXPECT_EQ(reset(token), "token_invalid");
  advance(std::chrono::hours(23) + std::chrono::minutes(30));
  EXPECT_EQ(run(recovery_.verify(verify, {})).error().code, "token_invalid");
}

TEST_F(RecoveryTest, AResetEndsEverySessionAndProvesTheAddress) {
  const auto mia = sign_up();
  const auto phone = login(mia), laptop = login(mia);
  ASSERT_TRUE(check(phone));
  EXPECT_EQ(reset(token_for(mia)), "set");
  EXPECT_EQ(refusal(phone) + " " + refusal(laptop), "session_expired session_expired");
  EXPECT_EQ(login_with(mia, kPassword) + " " + login_with(mia, "another horse battery"), "invalid_credentials in");
  EXPECT_EQ(sql("select email_verified_at is not null from users where id = '" + to_string(mia.user) + "'"), "t");
  EXPECT_EQ(sql("select count(*) from one_time_tokens where user_id = '" + to_string(mia.user) + "'"), "0");
}

TEST_F(RecoveryTest, WhoHasNoPasswordYetSetsOne) {
  const auto made = person();  // as the operator's command makes people
  const Account noah{.user = made.user, .org = made.org};
  EXPECT_EQ(reset(token_for(noah)), "set");
  EXPECT_EQ(login_with(noah, "another horse battery"), "in");
}

TEST_F(RecoveryTest, AChangeLeavesItsOwnSessionAlone) {
  const auto mia = sign_up();
  const auto phone = login(mia), laptop = login(mia);
  const std::string token = token_for(mia);
  const auto change = [&](const std::string& current) {
    const auto done = run(recovery_.change(mia.user, phone.session.id, Secret(current),
                                           Secret<std::string>("another horse battery"), {}));
    return done ? "changed" : done.error().code;
  };
  EXPECT_EQ(change("not the right password"), "password_wrong");
  EXPECT_EQ(refusal(laptop), "accepted");
  EXPECT_EQ(change(kPassword), "changed");
  EXPECT_EQ(refusal(phone) + " " + refusal(laptop), "accepted session_expired");
  EXPECT_EQ(change(kPassword), "password_wrong");
  EXPECT_EQ(reset(token), "token_invalid");
}

TEST_F(RecoveryTest, ASignUpAsksForALetterAndTheOwnerOfATakenAddressCanBeTold) {
  accounts_.write_letters(recovery_);
  const auto mia = sign_up();
  ASSERT_EQ(postbox_.requests.size(), 1U);
  EXPECT_THAT(written(ids_.next())->text, HasSubstr("/#verify="));
  const auto again = run(accounts_.sign_up({.email = email_of(mia), .password = Secret(kPassword)}));
  EXPECT_EQ(again.error().code, "email_taken");
  EXPECT_EQ(postbox_.requests.size(), 1U) << "how often is for the caller to limit";
  EXPECT_TRUE(run(accounts_.tell_owner(email_of(mia), {})));
  EXPECT_EQ(written(ids_.next())->subject, "You have an account already");
}

}  // namespace
}  // namespace tenstone::auth
