#include "me_controller.hpp"

#include "tenstone/auth/organisations.hpp"

namespace login {

Task<Result<Me>> MeController::me(web::Principal who) {
  const auto user = co_await auth::find_user(database_, who.user);
  if (!user) co_return web::kUnauthenticated;  // removed since the session was checked
  co_return Me{user->id, user->email, user->created_at};
}

}  // namespace login
