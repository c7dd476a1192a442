// The HTTP face of signups: routes, guards, and what each handler takes and answers.
#pragma once
#include "signups.hpp"
#include "tenstone/web/guard.hpp"
#include "tenstone/web/web.hpp"

namespace signups {

// [snippet:controller]
// POST /v1/signups is for everybody, the rest for those who may read.
class SignupsController final : public web::Controller {
 public:
  SignupsController(Signups& signups, web::Cursors cursors, const web::Guard& may_read);
  Task<Result<web::Created<Signup>>> sign_up(web::Body<NewSignup> signup);
  Task<Result<Signup>> find(web::Path<"id", Uuid> id);
  Task<Result<web::Page<Signup>>> list(web::Query<ListSignups> query);

 private:
  Signups& signups_;
  web::Cursors cursors_;
};
// [/snippet:controller]

}  // namespace signups
