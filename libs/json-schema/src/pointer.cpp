#include "pointer.hpp"

#include <algorithm>
#include <charconv>

namespace tenstone::json_schema {

void append_token(std::string& pointer, std::string_view token) {
  pointer += '/';
  for (const char c : token) {
    if (c == '~' || c == '/')
      pointer += c == '~' ? "~0" : "~1";
    else
      pointer += c;
  }
}

std::string unescaped_token(std::string_view token) {
  std::string out;
  for (std::size_t i = 0; i < token.size(); ++i) {
    const bool escape = token[i] == '~' && i + 1 < token.size() && (token[i + 1] == '0' || token[i + 1] == '1');
    out += !escape ? token[i] : token[++i] == '0' ? '~' : '/';
  }
  return out;
}

const Node* item_at(const Node& array, std::string_view token) {
  std::uint32_t index = 0;
  const auto read = std::from_chars(token.data(), token.data() + token.size(), index);
  if (array.kind != Kind::Array || read.ec != std::errc() || read.ptr != token.data() + token.size() ||
      index >= array.size)
    return nullptr;
  const Node* out = &array + 1;
  for (; index > 0; --index) out = out->next();
  return out;
}

const Node& nearest(const Node& root, std::string_view pointer) {
  const Node* node = &root;
  while (!pointer.empty()) {
    const std::size_t end = std::min(pointer.find('/', 1), pointer.size());
    const std::string_view token = pointer.substr(1, end - 1);
    const Node* below = node->kind == Kind::Object ? node->find(unescaped_token(token)) : item_at(*node, token);
    if (below == nullptr) break;
    node = below;
    pointer.remove_prefix(end);
  }
  return *node;
}

}  // namespace tenstone::json_schema
