// The letters that auth writes. Pure.
#pragma once
#include <string>
#include <string_view>

#include "tenstone/auth/postbox.hpp"
#include "tenstone/core/secret.hpp"

namespace tenstone::auth {

Letter verify_letter(std::string to, std::string_view public_url, const Secret<std::string>& token);
Letter taken_letter(std::string to, std::string_view public_url);
Letter reset_letter(std::string to, std::string_view public_url, const Secret<std::string>& token);

}  // namespace tenstone::auth
