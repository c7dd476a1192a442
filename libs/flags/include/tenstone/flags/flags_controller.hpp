#pragma once
#include "tenstone/flags/access.hpp"
#include "tenstone/flags/store.hpp"
#include "tenstone/web/pages.hpp"
#include "tenstone/web/web.hpp"

namespace tenstone::flags {

struct FlagJson;
struct FlagListQuery;
struct PutFlagQuery;
struct ReasonQuery;
struct KillBody;
struct EnableBody;
struct SharesBody;
struct SharesMadeJson;
struct RollbackBody;
struct HistoryQuery;
struct HistoryJson;
struct RevisionJson;
struct ExplainBody;
struct ExplanationJson;

// Flags, their history, and why a context gets what it gets. A change needs If-Match with the flag's revision.
//
//   GET    /v1/flags                         ?limit=, ?cursor=; by key
//   GET    /v1/flags/{key}
//   PUT    /v1/flags/{key}                   a definition; without If-Match it makes the flag (201), with it replaces
//   it
//                                            ?reason=, ?confirm_rebucket=
//   DELETE /v1/flags/{key}                   ?reason=; 204
//   POST   /v1/flags/{key}/kill              {"killed", "reason"?}
//   POST   /v1/flags/{key}/enable            {"enabled", "reason"?}
//   POST   /v1/flags/{key}/shares            {"shares": {"new": 20.5}, "rule"?, "reason"?, "dry_run"?}: percent
//   POST   /v1/flags/{key}/rollback          {"to", "reason"?}
//   GET    /v1/flags/{key}/history           ?limit=, ?cursor=; newest first, also of a flag that was removed
//   GET    /v1/flags/{key}/revisions/{n}
//   POST   /v1/flags/{key}/explain           {"context": {…}}: by what PostgreSQL has now
class FlagsController final : public web::Controller {
 public:
  // `store` must outlive it. `cursors`: of a key that all processes share.
  FlagsController(Store& store, Access access, web::Cursors cursors);

 private:
  using Key = web::Path<"key", std::string>;
  using Flag = Result<web::Versioned<FlagJson>>;
  using PutFlag = Result<web::Versioned<std::variant<web::Created<FlagJson>, FlagJson>>>;
  Task<Result<web::Page<FlagJson>>> list(web::Query<FlagListQuery> query);
  Task<Flag> find(Key key);
  Task<PutFlag> put(Key key, web::Query<PutFlagQuery> query, web::Body<Definition> body,
                    std::optional<web::IfMatch> known, http::Request& request);
  Task<Result<void>> remove(Key key, web::Query<ReasonQuery> query, web::IfMatch known, http::Request& request);
  Task<Flag> kill(Key key, web::Body<KillBody> body, web::IfMatch known, http::Request& request);
  Task<Flag> enable(Key key, web::Body<EnableBody> body, web::IfMatch known, http::Request& request);
  Task<Result<web::Versioned<SharesMadeJson>>> share(Key key, web::Body<SharesBody> body, web::IfMatch known,
                                                     http::Request& request);
  Task<Flag> rollback(Key key, web::Body<RollbackBody> body, web::IfMatch known, http::Request& request);
  Task<Result<web::Page<HistoryJson>>> history(Key key, web::Query<HistoryQuery> query);
  Task<Result<RevisionJson>> revision(Key key, web::Path<"n", std::int64_t> number);
  Task<Result<ExplanationJson>> explain(Key key, web::Body<ExplainBody> body);

  By by(const http::Request& request, std::string reason) const { return {actor_(request), std::move(reason)}; }

  Store& store_;
  const std::function<std::string(const http::Request&)> actor_;
  const web::Cursors cursors_;
};

}  // namespace tenstone::flags
