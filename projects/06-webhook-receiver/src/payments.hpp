// The payments of all events, each kept once.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "payment.hpp"
#include "tenstone/core/uuid.hpp"
#include "tenstone/jobs/outcome.hpp"
#include "tenstone/jobs/run.hpp"
#include "tenstone/postgres/database.hpp"
#include "tenstone/web/pages.hpp"
#include "tenstone/webhooks/event.hpp"

namespace payments {

struct Kept {  // a row of the table, column by column
  Uuid id;     // the event's, in the inbox
  std::string source, event_id;
  std::int64_t amount = 0;
  std::string currency;
  Time kept_at;
};
constexpr auto schema(validation::For<Kept>) {
  using validation::field;
  return validation::object<Kept>(field("id", &Kept::id), field("source", &Kept::source),
                                  field("event_id", &Kept::event_id), field("amount", &Kept::amount),
                                  field("currency", &Kept::currency), field("kept_at", &Kept::kept_at));
}

struct ListPayments : web::Paging {
  std::optional<std::string> source;
};
constexpr auto schema(validation::For<ListPayments>) {
  return web::paged<ListPayments>(validation::field("source", &ListPayments::source));
}

// Everything suspends, and throws what Database throws.
class Payments {
 public:
  // `obedient`: an event may say how often its handler fails, and how long it takes. For development.
  Payments(postgres::Database& database, bool obedient) : database_(database), obedient_(obedient) {}

  // The handler of all events. Keeps the payment of an event that has one; called again with the same event, it keeps
  // nothing more. An event that says it is a payment and is none is refused for good.
  Task<jobs::Outcome> handle(jobs::Run& run, const webhooks::Event& event);
  // At most query.limit + 1, the newest first, behind `before`.
  Task<std::vector<Kept>> list(ListPayments query, std::optional<Uuid> before);

 private:
  postgres::Database& database_;
  bool obedient_;
};

}  // namespace payments
