#pragma once
#include "tenstone/web/pages.hpp"
#include "tenstone/web/web.hpp"
#include "tenstone/webhooks/caller.hpp"
#include "tenstone/webhooks/inbox.hpp"

namespace tenstone::webhooks {

struct EventJson;
struct EventContentJson;
struct InboxListQuery;
struct ReplayedJson;
struct RedrivenJson;

// Events of the caller's organisation:
//   GET  /v1/webhooks/inbox              ?source=, ?type=, ?state=failed, ?conflict=true, ?from=, ?to=, ?limit=,
//                                        ?cursor=; newest first
//   GET  /v1/webhooks/inbox/{id}         with headers and body
//   POST /v1/webhooks/inbox/{id}/replay  202
//   POST /v1/webhooks/inbox/redrive      {"redriven": n}: all that have failed, at most 1,000
class InboxController final : public web::Controller {
 public:
  // `inbox` must outlive it. `cursors`: of a key that all processes share.
  InboxController(Inbox& inbox, Access access, web::Cursors cursors);

 private:
  Task<Result<web::Page<EventJson>>> list(web::Query<InboxListQuery> query, http::Request& request);
  Task<Result<EventContentJson>> find(web::Path<"id", Uuid> id, http::Request& request);
  Task<Result<web::Accepted<ReplayedJson>>> replay(web::Path<"id", Uuid> id, http::Request& request);
  Task<Result<RedrivenJson>> redrive(http::Request& request);

  Inbox& inbox_;
  const std::function<Caller(const http::Request&)> who_;
  const web::Cursors cursors_;
};

}  // namespace tenstone::webhooks
