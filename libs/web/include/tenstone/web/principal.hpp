#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/core/uuid.hpp"

namespace tenstone::web {

// Who is asking: the authenticate() middleware puts one into the request. As a handler's parameter it is a guard as
// well.
struct Principal {
  enum class How : std::uint8_t { Session, Token };

  Uuid org, user;
  std::vector<std::string> scopes = {};  // "flags:write"
  How how = How::Session;
  Uuid credential = {};  // the id of the session or token that was shown

  // "*" covers every scope but those of the installation ("installation:actions"), which belong to no organisation and
  // are held by name only.
  bool may(std::string_view scope) const;
};

}  // namespace tenstone::web
