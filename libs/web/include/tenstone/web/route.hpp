// "POST /notes/{id}", checked against the handler's parameters while compiling, as std::format_string is.
#pragma once
#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <string_view>
#include <utility>

#include "tenstone/http/method.hpp"
#include "tenstone/web/parameters.hpp"

namespace tenstone::web {

// Never defined: the name of the one that is called while compiling is the error message.
void the_route_must_read_METHOD_space_PATH();
void a_brace_of_the_route_is_not_a_whole_segment();
void two_braces_of_the_route_have_one_name();
void a_Path_parameter_has_no_brace_in_the_route();
void a_brace_in_the_route_has_no_Path_parameter();  // take it, or http::Request&
void a_GET_handler_takes_a_Body();

struct RouteText {
  http::Method method = http::Method::Get;
  std::string_view path = {};

  consteval explicit RouteText(std::string_view text) {
    constexpr std::array<std::pair<std::string_view, http::Method>, 5> kKnown = {{{"GET", http::Method::Get},
                                                                                  {"POST", http::Method::Post},
                                                                                  {"PUT", http::Method::Put},
                                                                                  {"PATCH", http::Method::Patch},
                                                                                  {"DELETE", http::Method::Delete}}};
    const auto gap = std::min(text.find(' '), text.size());
    const auto known =
        std::ranges::find(kKnown, text.substr(0, gap), &std::pair<std::string_view, http::Method>::first);
    const auto start = text.find_first_not_of(' ', gap);
    if (known == kKnown.end() || start == text.npos || text[start] != '/' ||
        text.find_first_of(" ?#%", start) != text.npos)
      the_route_must_read_METHOD_space_PATH();
    method = known->second;
    path = text.substr(start);
    check_braces();
  }
  // Its {braces}, in order.
  template <class Each>
  constexpr void each_brace(Each each) const {
    for (auto at = path.find('{'); at != path.npos; at = path.find('{', at + 1))
      each(path.substr(at + 1, path.find('}', at) - at - 1));
  }

 private:
  consteval void check_braces() const {
    for (auto rest = path; !rest.empty();) {
      rest.remove_prefix(1);
      const auto part = rest.substr(0, rest.find('/'));
      rest.remove_prefix(part.size());
      const bool whole = part.size() > 2 && part.front() == '{' && part.back() == '}';
      if ((whole ? part.substr(1, part.size() - 2) : part).find_first_of("{}") != part.npos)
        a_brace_of_the_route_is_not_a_whole_segment();
    }
    each_brace([&](std::string_view name) {
      int same = 0;
      each_brace([&](std::string_view other) { same += name == other ? 1 : 0; });
      if (same != 1) two_braces_of_the_route_have_one_name();
    });
  }
};

template <class... P>
struct Route : RouteText {
  consteval Route(const char* literal) : RouteText(literal) {
    constexpr bool kReadsRequest = (std::same_as<P, http::Request&> || ...);
    constexpr bool kTakesBody = (kIsBody<P> || ...);
    constexpr std::array<std::string_view, sizeof...(P)> kNames = {kPathName<P>...};
    for (const std::string_view name : kNames) {
      bool found = name.empty();
      each_brace([&](std::string_view brace) { found |= brace == name; });
      if (!found) a_Path_parameter_has_no_brace_in_the_route();
    }
    if (!kReadsRequest)
      each_brace([&](std::string_view brace) {
        if (std::ranges::find(kNames, brace) == kNames.end()) a_brace_in_the_route_has_no_Path_parameter();
      });
    if (kTakesBody && method == http::Method::Get) a_GET_handler_takes_a_Body();
  }
};

}  // namespace tenstone::web
