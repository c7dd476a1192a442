#pragma once
#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/http/method.hpp"
#include "tenstone/http/request.hpp"

namespace tenstone::http {

// A tree of decoded segments. A node's literal children are tried before its brace, and if that leads nowhere, the
// brace: "/users/me/x" may match "/users/{id}/x" although "/users/me" exists. The brace that takes all the rest comes
// last.
class Router {
 public:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  // Routes are numbers: the caller's index. Throws std::invalid_argument, see App::add.
  void add(Method method, std::string_view path, std::size_t route);

  struct Match {
    std::size_t route = kNone;
    MethodSet allowed;  // of all routes with this path, the answered one or not
  };
  // Puts the parameters into the request.
  Match find(Method method, Request& request) const;
  MethodSet methods() const { return all_; }

 private:
  struct Node {
    std::vector<std::pair<std::string, std::unique_ptr<Node>>> literals;  // sorted
    std::unique_ptr<Node> brace, rest;  // of "{name}", and of "{name...}", which has no children
    std::array<std::size_t, kMethods> routes;
    Node() { routes.fill(kNone); }
  };
  struct Entry {
    std::string path;
    std::vector<std::string> names;
  };
  static bool answered_by(const Node& node, Method method, Match& match);
  bool descend(const Node& node, std::size_t depth, Method method, Request& request, Match& match) const;

  Node root_;
  std::vector<Entry> entries_;  // by route
  MethodSet all_;
};

}  // namespace tenstone::http
