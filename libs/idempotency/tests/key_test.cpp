#include "tenstone/idempotency/key.hpp"

#include <algorithm>

#include "orders.hpp"

namespace tenstone::idempotency {
namespace {
using orders::is;

class KeyTest : public orders::OrdersTest {};

TEST_F(KeyTest, IsRequired) {
  EXPECT_TRUE(is(ask({.key = ""}), 400, "idempotency_key_missing"));
  EXPECT_EQ(count("orders"), "0");
}

TEST_F(KeyTest, IsOneVisibleText) {
  for (const std::string& key :
       {std::string("two words"), std::string("grün"), std::string("a\tb"), std::string(256, 'k')})
    EXPECT_TRUE(is(ask({.key = key}), 422, "idempotency_key")) << key;
  for (const std::string& key : {std::string("!"), std::string("\"quoted\""), std::string(255, '~')})
    EXPECT_EQ(ask({.key = key}).status, 201) << key;
}

TEST_F(KeyTest, GivenTwiceIsNoKey) {
  http::Request request(
      http::Method::Post, "/orders",
      {{"Content-Type", "application/json"}, {"X-User", "1"}, {"Idempotency-Key", "a"}, {"Idempotency-Key", "b"}},
      R"({"item":"tea"})");
  EXPECT_TRUE(is(testing::await(loops_[0], app_.handle(request)), 422, "idempotency_key"));
}

TEST_F(KeyTest, NeedsSomebodyWhoseKeyItIs) {
  EXPECT_TRUE(is(ask({.user = ""}), 401, "unauthenticated"));
  EXPECT_EQ(count("orders"), "0");
}

TEST_F(KeyTest, IsDescribedWithItsErrors) {
  validation::Components components("#/");
  web::Operation operation(components);
  web::describe_handler<Result<Once<web::Created<orders::Order>>>, Key>(operation);
  ASSERT_EQ(operation.parameters.size(), 1U);
  EXPECT_EQ(operation.parameters[0].name, "Idempotency-Key");
  EXPECT_TRUE(operation.parameters[0].required);
  for (const ErrorCode* code : {&kKeyMissing, &kKeyReused, &kInProgress})
    EXPECT_EQ(std::ranges::count(operation.errors, code), 1) << code->name();
  ASSERT_EQ(operation.answers.size(), 1U);
  EXPECT_EQ(operation.answers[0].status, "201");
  EXPECT_EQ(operation.answers[0].headers.back().name, "Idempotency-Replayed");
  EXPECT_FALSE(operation.answers[0].headers.back().always);
}

}  // namespace
}  // namespace tenstone::idempotency
