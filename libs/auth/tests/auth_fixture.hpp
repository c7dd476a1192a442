// One migrated database for a whole suite; each test makes its own people and organisations.
#pragma once
#include <gtest/gtest.h>
#include <memory>

#include "tenstone/audit/audit_log.hpp"
#include "tenstone/audit/migrations.hpp"
#include "tenstone/auth/migrations.hpp"
#include "tenstone/auth/organisations.hpp"
#include "tenstone/postgres/database.hpp"
#include "tenstone/testing/await.hpp"
#include "tenstone/testing/fake_clock.hpp"
#include "tenstone/testing/temporary_database.hpp"

namespace tenstone::auth {

class AuthTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    const postgres::Modules modules{postgres::migrations(), audit::migrations(), migrations()};
    temporary_ = std::make_unique<testing::TemporaryDatabase>(modules);
  }
  static void TearDownTestSuite() { temporary_.reset(); }

  AuthTest() {
    loops_.start();
    show_time();
  }
  ~AuthTest() override {
    loops_.stop();
    loops_.join();
  }

  template <class T>
  T run(Task<T> task) {
    return testing::await(loops_[0], std::move(task));
  }
  static std::string sql(const std::string& text) { return temporary_->sql(text); }

  // tenstone.now() is what the FakeClock shows.
  void show_time() {
    sql("create or replace function tenstone.now() returns timestamptz language sql stable as $$select timestamptz '" +
        to_rfc3339(clock_.now()) + "'$$");
  }
  void advance(std::chrono::microseconds by) {
    clock_.advance(by);
    show_time();
  }

  struct Person {
    Uuid org, user;
    std::string email;
  };
  static Task<Person> make_person(postgres::Database& database, Ids& ids, Email email) {
    auto transaction = co_await database.begin();
    const auto user = co_await create_user(transaction, ids, email);
    const auto org = co_await create_organisation(transaction, ids, "Org of " + email.display, user.value(), Actor());
    co_await transaction.commit();
    co_return Person{.org = org.value(), .user = *user, .email = email.display};
  }
  // Somebody new, with an organisation.
  Person person() {
    return run(make_person(database_, ids_, parse_email("Mia+" + to_string(ids_.next()) + "@example.com").value()));
  }

  static inline std::unique_ptr<testing::TemporaryDatabase> temporary_;
  testing::FakeClock clock_;
  Ids ids_{clock_};
  runtime::Loops loops_{2};
  postgres::Database database_{loops_, {.url = temporary_->url()}};
};

}  // namespace tenstone::auth
