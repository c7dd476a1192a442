#include "letters.hpp"

#include <fmt/core.h>

namespace tenstone::auth {

Letter verify_letter(std::string to, std::string_view public_url, const Secret<std::string>& token) {
  return {.to = std::move(to),
          .subject = "Confirm your e-mail address",
          .text = fmt::format(
              "Hello,\n\n"
              "somebody, probably you, made an account with this e-mail address. Open this page to confirm that the "
              "address is yours:\n\n"
              "{}/#verify={}\n\n"
              "The link works once, within 24 hours. If you did not make an account, there is nothing to do.\n",
              public_url, token.reveal())};
}

Letter taken_letter(std::string to, std::string_view public_url) {
  return {.to = std::move(to),
          .subject = "You have an account already",
          .text = fmt::format(
              "Hello,\n\n"
              "somebody, probably you, wanted to make an account with this e-mail address. You have one already. Sign "
              "in, or set a new password if you have forgotten yours:\n\n"
              "{}/\n\n"
              "If it was not you, there is nothing to do: your account has not been changed.\n",
              public_url)};
}

Letter reset_letter(std::string to, std::string_view public_url, const Secret<std::string>& token) {
  return {.to = std::move(to),
          .subject = "Set a new password",
          .text = fmt::format(
              "Hello,\n\n"
              "somebody, probably you, asked for a new password for the account with this e-mail address. Open this "
              "page to set it:\n\n"
              "{}/#reset={}\n\n"
              "The link works once, within 30 minutes. All devices are signed out then. If you did not ask for it, "
              "there is nothing to do: your password stays as it is.\n",
              public_url, token.reveal())};
}

}  // namespace tenstone::auth
