// Modules that need others: what stands before what, and what is refused.
#include <gtest/gtest.h>

#include "temporary_folder.hpp"
#include "tenstone/config/table.hpp"
#include "tenstone/http/app.hpp"
#include "tenstone/service/service.hpp"

namespace tenstone::service {
namespace {

using local_services::TemporaryFolder;

std::vector<std::string> opened;  // names, in order

class Ground final : public Module {
 public:
  std::string_view name() const override { return "ground"; }
  void open(Service&) override { opened.emplace_back(name()); }
};

class House final : public Module {
 public:
  explicit House(std::string name = "house") : name_(std::move(name)) {}
  std::string_view name() const override { return name_; }
  void needs(Service& service) override { ground = &service.with<Ground>(); }
  void open(Service&) override { opened.push_back(name_); }
  void routes(http::App& app) override {
    app.get("/" + name_, [](http::Request&) -> Task<http::Response> { co_return http::text("open"); });
  }
  Ground* ground = nullptr;

 private:
  const std::string name_;
};

class ModulesTest : public ::testing::Test {
 protected:
  ModulesTest() { opened.clear(); }
  void open(Service& service) const {
    const auto loaded = service.load({"--data=" + (folder.path() / "data").string(), "--log-destination=stderr"});
    ASSERT_TRUE(loaded) << loaded.error().message;
    service.open();
  }
  const TemporaryFolder folder;
};

TEST_F(ModulesTest, WhatAModuleNeedsStandsBeforeItAndOnce) {
  House house, barn("barn");
  Service service("sample");
  service.add(house);
  service.add(barn);
  EXPECT_NE(house.ground, nullptr);
  EXPECT_EQ(house.ground, barn.ground);
  EXPECT_EQ(&service.with<House>(), &house);
  open(service);
  EXPECT_EQ(opened, (std::vector<std::string>{"ground", "house", "barn"}));
}

TEST_F(ModulesTest, AModuleThatWasAddedByHandIsTheOneThatOthersGet) {
  Ground ground;
  House house;
  Service service("sample");
  service.add(ground);
  service.add(house);
  EXPECT_EQ(house.ground, &ground);
  open(service);
  EXPECT_EQ(opened, (std::vector<std::string>{"ground", "house"}));
}

TEST_F(ModulesTest, ASecondModuleOfANameIsRefused) {
  Ground ground;
  House house;
  Service service("sample");
  service.add(house);
  try {
    service.add(ground);
    FAIL() << "it was taken";
  } catch (const std::logic_error& refusal) {
    EXPECT_STREQ(
        refusal.what(),
        "two modules are named 'ground'. If the first was added for one that needs it: add yours before that one");
  }
}

TEST_F(ModulesTest, RoutesAreMountedOnce) {
  House house;
  Service service("sample");
  service.add(house);
  open(service);
  http::App app;
  service.routes(app);
  service.routes(app);
  ASSERT_EQ(app.routes().size(), 1);
  EXPECT_EQ(app.routes()[0].path, "/house");
}

}  // namespace
}  // namespace tenstone::service
