#include "router.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <set>
#include <stdexcept>

namespace tenstone::http {
namespace {

std::string find(const Router& router, Method method, std::string target) {
  Request request(method, std::move(target));
  const auto match = router.find(method, request);
  return match.route == Router::kNone ? match.allowed.allow() : std::string(request.route());
}

TEST(Router, PutsLiteralsBeforeBracesAndTurnsBack) {
  Router router;
  router.add(Method::Get, "/users/me", 0);
  router.add(Method::Get, "/users/{id}", 1);
  router.add(Method::Get, "/users/{id}/posts", 2);
  router.add(Method::Delete, "/users/{id}", 3);
  EXPECT_EQ(find(router, Method::Get, "/users/me"), "/users/me");
  EXPECT_EQ(find(router, Method::Get, "/users/you"), "/users/{id}");
  EXPECT_EQ(find(router, Method::Get, "/users/me/posts"), "/users/{id}/posts");
  EXPECT_EQ(find(router, Method::Delete, "/users/me"), "/users/{id}");
  EXPECT_EQ(find(router, Method::Put, "/users/me"), "GET, DELETE");
  EXPECT_EQ(find(router, Method::Get, "/users/"), "");  // a brace takes no empty segment
  EXPECT_EQ(find(router, Method::Get, "/users"), "");
}

TEST(Router, KeepsAnEscapedSlashInsideItsSegment) {
  Router router;
  router.add(Method::Get, "/files/{name}", 0);
  Request request(Method::Get, "/files/a%2Fb%20c");
  ASSERT_EQ(router.find(Method::Get, request).route, 0U);
  EXPECT_EQ(request.path_parameter("name"), "a/b c");
  EXPECT_EQ(request.path(), "/files/a%2Fb c");
}

TEST(Router, TakesTheRestWhereNothingElseMatches) {
  Router router;
  router.add(Method::Get, "/cache/{ns}", 0);
  router.add(Method::Get, "/cache/{ns}/{key...}", 1);
  router.add(Method::Post, "/cache/{ns}/_purge", 2);
  router.add(Method::Get, "/cache/{ns}/{id}/meta", 3);
  const auto key = [&](std::string target) {
    Request request(Method::Get, std::move(target));
    return router.find(Method::Get, request).route == 1 ? std::string(request.path_parameter("key")) : "no";
  };
  EXPECT_EQ(key("/cache/a/b"), "b");
  EXPECT_EQ(key("/cache/a/b/c%20d//e/"), "b/c d//e/");
  EXPECT_EQ(key("/cache/a/b/../c%2Fd"), "c/d");
  EXPECT_EQ(key("/cache/a/b/meta"), "no");
  EXPECT_EQ(key("/cache/a/b/meta/c"), "b/meta/c");
  EXPECT_EQ(key("/cache/a/"), "no");  // never empty
  EXPECT_EQ(key("/cache/a"), "no");
  EXPECT_EQ(find(router, Method::Post, "/cache/a/_purge"), "/cache/{ns}/_purge");
  EXPECT_EQ(find(router, Method::Get, "/cache/a/_purge"), "/cache/{ns}/{key...}");
  EXPECT_EQ(find(router, Method::Post, "/cache/a/b"), "GET");
  EXPECT_EQ(find(router, Method::Head, "/cache/a/b"), "/cache/{ns}/{key...}");
}

TEST(Router, NamesBothRoutesOfAConflict) {
  Router router;
  router.add(Method::Get, "/a/{x}/c", 0);
  router.add(Method::Post, "/a/{y}/c", 1);  // another method: no conflict
  try {
    router.add(Method::Get, "/a/{z}/c", 2);
    FAIL() << "no conflict";
  } catch (const std::invalid_argument& error) {
    EXPECT_STREQ(error.what(), "the route /a/{z}/c matches the same requests as /a/{x}/c (GET): remove one of them");
  }
}

TEST(Router, RefusesMalformedRoutes) {
  for (const char* path :
       {"", "a", "/{", "/a{b}", "/{}", "/{a}b", "/{a}/{a}", "/{a...}/b", "/{...}/b", "/{a}/{a...}"}) {
    Router router;
    EXPECT_THROW(router.add(Method::Get, path, 0), std::invalid_argument) << path;
  }
}

RC_GTEST_PROP(Router, FindsEveryRouteWithItsParameters, ()) {
  const auto segment = rc::gen::elementOf(std::vector<std::string>{"a", "b", "cc", "{}", "{}"});
  const auto shapes =
      *rc::gen::container<std::set<std::vector<std::string>>>(rc::gen::container<std::vector<std::string>>(segment));
  Router router;
  std::vector<std::vector<std::string>> added;
  for (const auto& shape : shapes) {
    if (shape.size() > 30) continue;
    std::string path;
    for (std::size_t i = 0; i < shape.size(); ++i)
      path += "/" + (shape[i] == "{}" ? "{p" + std::to_string(i) + "}" : shape[i]);
    router.add(Method::Get, path.empty() ? "/" : path, added.size());
    added.push_back(shape);
  }
  for (std::size_t route = 0; route < added.size(); ++route) {
    std::string target;
    for (std::size_t i = 0; i < added[route].size(); ++i)
      target += "/" + (added[route][i] == "{}" ? "value" + std::to_string(i) : added[route][i]);
    Request request(Method::Get, target.empty() ? "/" : target);
    RC_ASSERT(router.find(Method::Get, request).route == route);
    for (std::size_t i = 0; i < added[route].size(); ++i)
      if (added[route][i] == "{}")
        RC_ASSERT(request.path_parameter("p" + std::to_string(i)) == "value" + std::to_string(i));
  }
}

}  // namespace
}  // namespace tenstone::http
