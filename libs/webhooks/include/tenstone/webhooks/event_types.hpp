// Types of messages, and the patterns by which endpoints choose them. Pure.
#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace tenstone::webhooks {

inline constexpr std::size_t kMaxTypeBytes = 128;

// Words of a-z, A-Z, 0-9 and '_' with dots between: "order.created". At most kMaxTypeBytes.
bool is_message_type(std::string_view text);
// A type, or a type and ".*", which stands for all types that begin with it and a dot.
bool is_type_pattern(std::string_view text);
// Whether one of the patterns stands for the type. Without patterns: every type.
bool chooses(std::span<const std::string> patterns, std::string_view type);

}  // namespace tenstone::webhooks
