#include "uri.hpp"

#include <algorithm>
#include <charconv>

namespace tenstone::json_schema {
namespace {

struct UriParts {
  std::string_view scheme, authority, path, query;
  bool has_scheme = false, has_authority = false, has_query = false;
};

// The regular expression of RFC 3986, appendix B.
UriParts parts_of(std::string_view uri) {
  UriParts out;
  if (const std::size_t colon = uri.find_first_of(":/?"); colon != uri.npos && colon > 0 && uri[colon] == ':') {
    out.scheme = uri.substr(0, colon);
    out.has_scheme = true;
    uri.remove_prefix(colon + 1);
  }
  if (uri.starts_with("//")) {
    const std::size_t end = std::min(uri.find_first_of("/?", 2), uri.size());
    out.authority = uri.substr(2, end - 2);
    out.has_authority = true;
    uri.remove_prefix(end);
  }
  const std::size_t mark = std::min(uri.find('?'), uri.size());
  out.path = uri.substr(0, mark);
  out.has_query = mark < uri.size();
  if (out.has_query) out.query = uri.substr(mark + 1);
  return out;
}

// RFC 3986 §5.2.4.
std::string without_dots(std::string_view in) {
  std::string out;
  const auto drop_last = [&] { out.resize(out.rfind('/') == out.npos ? 0 : out.rfind('/')); };
  while (!in.empty()) {
    if (in.starts_with("../")) {
      in.remove_prefix(3);
    } else if (in.starts_with("./") || in.starts_with("/./")) {
      in.remove_prefix(2);
    } else if (in == "/.") {
      in = "/";
    } else if (in.starts_with("/../") || in == "/..") {
      drop_last();
      in = in == "/.." ? "/" : in.substr(3);
    } else if (in == "." || in == "..") {
      in = {};
    } else {
      const std::size_t end = std::min(in.find('/', 1), in.size());
      out += in.substr(0, end);
      in.remove_prefix(end);
    }
  }
  return out;
}

}  // namespace

SplitUri split_fragment(std::string_view uri) {
  const std::size_t mark = uri.find('#');
  if (mark == uri.npos) return {uri, {}};
  return {uri.substr(0, mark), uri.substr(mark + 1)};
}

std::string resolve_uri(std::string_view base, std::string_view reference) {
  const std::size_t mark = std::min(reference.find('#'), reference.size());
  const std::string_view fragment = reference.substr(mark);
  if (mark == 0) return std::string(base) += fragment;
  const UriParts to = parts_of(reference.substr(0, mark)), from = parts_of(base);
  const UriParts& authority = to.has_scheme || to.has_authority ? to : from;
  const bool inherits = &authority == &from;
  const std::string_view scheme = to.has_scheme ? to.scheme : from.scheme;
  std::string path;
  if (!inherits) {
    path = to.has_scheme && !to.has_authority ? std::string(to.path) : without_dots(to.path);  // "urn:…": as it is
  } else if (to.path.empty()) {
    path = from.path;
  } else if (to.path.starts_with('/')) {
    path = without_dots(to.path);
  } else {
    const std::string_view folder = from.path.substr(0, from.path.rfind('/') + 1);
    path = without_dots(std::string(from.has_authority && folder.empty() ? "/" : folder) += to.path);
  }
  const UriParts& query = inherits && to.path.empty() && !to.has_query ? from : to;
  std::string out;
  if (to.has_scheme || from.has_scheme) out.append(scheme) += ':';
  if (authority.has_authority) out.append("//").append(authority.authority);
  out += path;
  if (query.has_query) out.append("?").append(query.query);
  return out += fragment;
}

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned byte = static_cast<unsigned char>(text[i]);
    if (text[i] == '%') {
      if (i + 2 >= text.size()) return std::nullopt;
      const char* end = text.data() + i + 3;
      if (const auto read = std::from_chars(text.data() + i + 1, end, byte, 16); read.ptr != end) return std::nullopt;
      i += 2;
    }
    out += static_cast<char>(byte);
  }
  return out;
}

}  // namespace tenstone::json_schema
