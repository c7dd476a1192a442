#include "payments_controller.hpp"

namespace payments {
namespace {

struct Place {  // where a page ends
  Uuid id;
};
constexpr auto schema(validation::For<Place>) { return validation::object<Place>(validation::field("id", &Place::id)); }

}  // namespace

PaymentsController::PaymentsController(Payments& payments, web::Cursors cursors, web::Guard may_read)
    : payments_(payments), cursors_(std::move(cursors)) {
  route("GET /v1/payments", &PaymentsController::list)
      .guard(std::move(may_read))
      .summary("List the payments of all events, the newest first");
}

Task<Result<web::Page<Kept>>> PaymentsController::list(web::Query<ListPayments> query) {
  const auto after = cursors_.open<Place>(*query);
  if (!after) co_return after.error();
  const auto before = *after ? std::optional((*after)->id) : std::nullopt;
  auto rows = co_await payments_.list(*query, before);
  co_return cursors_.page(*query, std::move(rows), [](const Kept& last) { return Place{last.id}; });
}

}  // namespace payments
