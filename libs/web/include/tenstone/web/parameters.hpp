// What a handler may take: Body<T>, Query<T>, Path<"id", T>, Header<"X-Name", T> and Principal by value,
// http::Request&. T has a schema or is of a kind that validation knows. Specialise From<P> to add your own.
#pragma once
#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tenstone/http/request.hpp"
#include "tenstone/validation/issues.hpp"
#include "tenstone/validation/object.hpp"
#include "tenstone/validation/parse.hpp"
#include "tenstone/web/principal.hpp"

namespace tenstone::web {

// A text as a template's argument.
template <std::size_t N>
struct Name {
  char text[N];
  consteval Name(const char (&literal)[N]) { std::ranges::copy(literal, text); }
  constexpr std::string_view view() const { return {text, N - 1}; }
};

template <class T>
struct Holds {
  T value;
  T& operator*() { return value; }
  const T& operator*() const { return value; }
  T* operator->() { return &value; }
  const T* operator->() const { return &value; }
};

template <class T>
struct Body : Holds<T> {};  // JSON, strictly. Errors: body_missing, unsupported_media_type, those of parse_json
template <class T>
struct Query : Holds<T> {};
template <Name kName, class T>
struct Path : Holds<T> {};  // the segment of the route's {brace} of that name
template <Name kName, class T>
struct Header : Holds<T> {};  // required, unless T is std::optional

// What the parameters of one call are made from, and all that was wrong with it: one answer for all of them.
struct Input {
  http::Request& request;
  std::string_view body = {};  // empty unless a parameter is a Body
  validation::Issues issues{"path"};
  const ErrorCode* unreadable = nullptr;  // goes before the issues

  template <class T>
  T read(validation::Reader& reader, std::string_view in, const validation::At& at = {}) {
    T value{};
    issues.within(in);
    if (const ErrorCode* code = validation::read(reader, value, issues, at); code && !unreadable) unreadable = code;
    return value;
  }
  template <class T>
  T read_text(const std::string& text, std::string_view in, std::string_view name) {
    const validation::At root;
    return read<T>(*validation::open_text(text), in, validation::At{&root, name});
  }
  bool good() const { return !unreadable && issues.count() == 0; }
  Error error() &&;
};
std::vector<std::pair<std::string, std::string>> query_pairs(http::Request& request);

template <class P>
struct From;  // static P from(Input&); what is wrong is noted in the Input

template <>
struct From<http::Request&> {
  static http::Request& from(Input& in) { return in.request; }
};
template <>
struct From<Principal> {
  static Principal from(Input& in) { return *in.request.get<Principal>(); }  // route() put signed_in() before it
};
template <class T>
struct From<Body<T>> {
  static Body<T> from(Input& in) { return {{in.read<T>(*validation::open_json(in.body), "body")}}; }
};
template <class T>
struct From<Query<T>> {
  static Query<T> from(Input& in) {
    const auto pairs = query_pairs(in.request);
    return {{in.read<T>(*validation::open_pairs(pairs), "query")}};
  }
};
template <Name kName, class T>
struct From<Path<kName, T>> {
  static Path<kName, T> from(Input& in) {
    const std::string text(in.request.path_parameter(kName.view()));
    return {{in.read_text<T>(text, "path", kName.view())}};
  }
};
template <Name kName, class T>
struct From<Header<kName, T>> {
  static Header<kName, T> from(Input& in) {
    const std::string text(in.request.header(kName.view()));
    if (!text.empty()) return {{in.read_text<T>(text, "header", kName.view())}};
    if constexpr (!validation::kOptional<T>) {
      const validation::At root;
      in.issues.within("header");
      in.issues.add(validation::At{&root, kName.view()}, "required", "is required");
    }
    return {};
  }
};

template <class P>
inline constexpr std::string_view kPathName = "";
template <Name kName, class T>
inline constexpr std::string_view kPathName<Path<kName, T>> = kName.view();
template <class P>
inline constexpr bool kIsBody = false;
template <class T>
inline constexpr bool kIsBody<Body<T>> = true;
template <class P>
inline constexpr bool kIsQuery = false;
template <class T>
inline constexpr bool kIsQuery<Query<T>> = true;

}  // namespace tenstone::web
