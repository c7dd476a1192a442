// What is protected: who is asking.
#pragma once
#include <string>

#include "tenstone/postgres/database.hpp"
#include "tenstone/validation/validation.hpp"
#include "tenstone/web/web.hpp"

namespace login {
using namespace tenstone;

struct Me {
  Uuid id;
  std::string email;
  Time member_since;
};
constexpr auto schema(validation::For<Me>) {
  return validation::object<Me>(validation::field("id", &Me::id), validation::field("email", &Me::email),
                                validation::field("member_since", &Me::member_since));
}

// [snippet:controller]
class MeController final : public web::Controller {
 public:
  explicit MeController(postgres::Database& database) : database_(database) {
    route("GET /me", &MeController::me).guard(web::signed_in()).summary("Who you are");
  }
  Task<Result<Me>> me(web::Principal who);

 private:
  postgres::Database& database_;
};
// [/snippet:controller]

}  // namespace login
