#include "signups_controller.hpp"

namespace signups {

SignupsController::SignupsController(Signups& signups, web::Cursors cursors, const web::Guard& may_read)
    : signups_(signups), cursors_(std::move(cursors)) {
  route("POST /v1/signups", &SignupsController::sign_up)
      .body_limit(16 * 1024)
      .summary("Sign up for a course")
      .answers(kSignupExists);
  route("GET /v1/signups", &SignupsController::list).guard(may_read).summary("List signups, the newest first");
  route("GET /v1/signups/{id}", &SignupsController::find)
      .guard(may_read)
      .summary("Read a signup")
      .answers(kSignupNotFound);
}

// [snippet:sign_up]
Task<Result<web::Created<Signup>>> SignupsController::sign_up(web::Body<NewSignup> signup) {
  auto added = co_await signups_.add(std::move(*signup));
  if (!added) co_return added.error();
  std::string location = "/v1/signups/" + to_string(added->id);
  co_return web::Created<Signup>{std::move(*added), std::move(location)};
}
// [/snippet:sign_up]

Task<Result<Signup>> SignupsController::find(web::Path<"id", Uuid> id) { return signups_.find(*id); }

Task<Result<web::Page<Signup>>> SignupsController::list(web::Query<ListSignups> query) {
  const auto after = cursors_.open<Place>(*query);
  if (!after) co_return after.error();
  const auto before = *after ? std::optional((*after)->id) : std::nullopt;
  auto rows = co_await signups_.list(*query, before);
  co_return cursors_.page(*query, std::move(rows), [](const Signup& last) { return Place{last.id}; });
}

}  // namespace signups
