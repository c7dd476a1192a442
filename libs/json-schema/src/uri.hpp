// References between schemas (RFC 3986 §5).
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace tenstone::json_schema {

// `reference` as seen from `base`, which has no fragment; both "" at the least. A base that is no absolute URI is
// treated as a path.
std::string resolve_uri(std::string_view base, std::string_view reference);

// A URI and what stands behind its '#'; the fragment "" and none are alike.
struct SplitUri {
  std::string_view uri, fragment;
};
SplitUri split_fragment(std::string_view uri);

// "%25" to "%". nullopt: a '%' without two hexadecimal digits.
std::optional<std::string> percent_decoded(std::string_view text);

}  // namespace tenstone::json_schema
