#include "requester.hpp"

namespace tenstone::api {

platform::Requester requester(const web::Principal& who) {
  const bool token = who.how == web::Principal::How::Token;
  return {who.org, token ? "token:" + to_string(who.credential) : "user:" + to_string(who.user), who.user};
}

}  // namespace tenstone::api
