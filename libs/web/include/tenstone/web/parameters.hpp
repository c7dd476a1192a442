// What a handler may take: Body<T>, Query<T>, Path<"id", T>, Header<"X-Name", T>, Cookie<"name", T> and Principal by
// value, http::Request&; conditions.hpp has IfMatch. T has a schema or is of a kind that validation knows. Specialise
// From<P> to add your own.
#pragma once
#include <algorithm>
#include <cstddef>
#include <optional>
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
template <Name kName, class T>
struct Cookie : Holds<T> {};  // required, unless T is std::optional; its value as sent, nothing is decoded

// What the parameters of one call are made from, and all that was wrong with it: one answer for all of them.
struct Input {
  http::Request& request;
  std::string_view body = {};  // empty unless a parameter is a Body
  validation::Issues issues{"path"};
  std::optional<Error> refusal = {};  // the first one; goes before the issues

  void refuse(Error error) {
    if (!refusal) refusal = std::move(error);
  }
  template <class T>
  T read(validation::Reader& reader, std::string_view in, const validation::At& at = {}) {
    T value{};
    issues.within(in);
    if (auto unreadable = validation::read(reader, value, issues, at)) refuse(*std::move(unreadable));
    return value;
  }
  template <class T>
  T read_text(const std::string& text, std::string_view in, std::string_view name) {
    const validation::At root;
    return read<T>(*validation::open_text(text), in, validation::At{&root, name});
  }
  // A text that may be missing (nullopt): an issue, unless T is optional.
  template <class T>
  T read_text_if_there(std::optional<std::string_view> text, std::string_view in, std::string_view name) {
    if (text) return read_text<T>(std::string(*text), in, name);
    if constexpr (!validation::kOptional<T>) missing(in, name);
    return {};
  }
  void missing(std::string_view in, std::string_view name);
  bool good() const { return !refusal && issues.count() == 0; }
  Error error() &&;
};
std::vector<std::pair<std::string, std::string>> query_pairs(http::Request& request);
// The value of the request's cookie of that name; nothing when there is none. Two of one name: nothing, since one of
// them may be forged. The view lives as long as the request.
std::optional<std::string_view> cookie(const http::Request& request, std::string_view name);

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
    const std::string_view text = in.request.header(kName.view());
    return {{in.read_text_if_there<T>(text.empty() ? std::nullopt : std::optional(text), "header", kName.view())}};
  }
};
template <Name kName, class T>
struct From<Cookie<kName, T>> {
  static Cookie<kName, T> from(Input& in) {
    return {{in.read_text_if_there<T>(cookie(in.request, kName.view()), "cookie", kName.view())}};
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
