#include "tenstone/flags/flags_controller.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cmath>
#include <fmt/core.h>

#include "explanation.hpp"
#include "flags_json.hpp"
#include "sharing.hpp"
#include "tenstone/flags/diff.hpp"
#include "tenstone/flags/moves.hpp"
#include "tenstone/http/errors.hpp"

namespace tenstone::flags {
namespace {

constexpr std::size_t kMaxDefinitionBytes = 4 << 20;  // of a body

std::string path_of_flag(const std::string& key) { return "/v1/flags/" + key; }

// Percent to thousandths of a percent.
Result<Shares> shares_of(const SharesBody& body) {
  Shares out;
  if (body.rule) out.rule = static_cast<std::size_t>(*body.rule);
  for (const auto& [variant, percent] : body.shares) {
    if (!(percent >= 0 && percent <= 100)) return kWeightsInvalid;
    const double thousandths = percent * 1000;
    out.shares[variant] = static_cast<int>(std::lround(thousandths));
    if (std::abs(thousandths - std::round(thousandths)) > 1e-6)
      return Error(kWeightsInvalid, fmt::format("The share of {} has more than 3 digits behind the point", variant));
  }
  return out;
}

SharesMadeJson json_of(const Serve& before, const Serve& after, StoredFlag flag) {
  SharesMadeJson out{.flag = {std::move(flag)}, .moves = {}};
  for (Move& move : moves(as_split(before), as_split(after)))
    out.moves.push_back({std::move(move.from_variant), std::move(move.to_variant), move.from, move.to});
  return out;
}

std::optional<std::string> json_of(const std::optional<Definition>& definition) {
  return definition ? std::optional(to_json(*definition)) : std::nullopt;
}

HistoryJson json_of(Revision revision) {
  HistoryJson out{.revision = revision.revision,
                  .at = revision.at,
                  .actor = std::move(revision.actor),
                  .reason = std::move(revision.reason),
                  .change = !revision.after          ? Change::Removed
                            : revision.before        ? Change::Changed
                            : revision.revision == 1 ? Change::Created
                                                     : Change::Restored,
                  .diff = {}};
  for (Difference& one : differences(json_of(revision.before), json_of(revision.after))) {
    DifferenceJson& difference = out.diff.emplace_back(std::move(one.pointer));
    if (one.before) difference.before = validation::Json{std::move(*one.before)};
    if (one.after) difference.after = validation::Json{std::move(*one.after)};
  }
  return out;
}

}  // namespace

FlagsController::FlagsController(Store& store, Access access, web::Cursors cursors)
    : store_(store), actor_(std::move(access.actor)), cursors_(std::move(cursors)) {
  route("GET /v1/flags", &FlagsController::list).guard(access.read).summary("All flags, by key");
  route("GET /v1/flags/{key}", &FlagsController::find).guard(access.read).answers(kFlagNotFound).summary("A flag");
  route("PUT /v1/flags/{key}", &FlagsController::put)
      .guard(access.write)
      .body_limit(kMaxDefinitionBytes)
      .answers(http::kPreconditionRequired, kRebucketNeedsConfirmation)
      .summary("Make a flag; with If-Match, replace it");
  route("DELETE /v1/flags/{key}", &FlagsController::remove)
      .guard(access.write)
      .answers(kFlagNotFound)
      .summary("Remove a flag; its history stays");
  route("POST /v1/flags/{key}/kill", &FlagsController::kill)
      .guard(access.write)
      .answers(kFlagNotFound)
      .summary("Use a flag's kill switch");
  route("POST /v1/flags/{key}/enable", &FlagsController::enable)
      .guard(access.write)
      .answers(kFlagNotFound)
      .summary("Enable or disable a flag");
  route("POST /v1/flags/{key}/shares", &FlagsController::share)
      .guard(access.write)
      .answers(kFlagNotFound, kRuleNotFound, kVariantNotFound, kWeightsInvalid)
      .summary("Change the shares of a split, and see who moves");
  route("POST /v1/flags/{key}/rollback", &FlagsController::rollback)
      .guard(access.write)
      .answers(kFlagNotFound, kRevisionNotFound)
      .summary("Give a flag back as a revision left it, also one that was removed");
  route("GET /v1/flags/{key}/history", &FlagsController::history)
      .guard(access.read)
      .answers(kFlagNotFound)
      .summary("What changed, by whom and why; the newest first");
  route("GET /v1/flags/{key}/revisions/{n}", &FlagsController::revision)
      .guard(access.read)
      .answers(kRevisionNotFound)
      .summary("A flag as a revision left it");
  route("POST /v1/flags/{key}/explain", &FlagsController::explain)
      .guard(access.read)
      .answers(kFlagNotFound, kInvalidContext)
      .summary("Why a context gets what it gets");
}

Task<Result<web::Page<FlagJson>>> FlagsController::list(web::Query<FlagListQuery> query) {
  const auto after = cursors_.open<KeyCursor>(*query);
  if (!after) co_return after.error();
  std::vector<FlagJson> rows;
  std::string behind = *after ? (*after)->key : std::string();
  for (StoredFlag& flag : co_await store_.list(std::move(behind), static_cast<std::size_t>(query->limit) + 1))
    rows.push_back({std::move(flag)});
  co_return cursors_.page(*query, std::move(rows),
                          [](const FlagJson& flag) { return KeyCursor{flag.stored.value.key}; });
}

Task<FlagsController::Flag> FlagsController::find(Key key) {
  co_return versioned<FlagJson>(co_await store_.find(std::move(*key)));
}

Task<FlagsController::PutFlag> FlagsController::put(Key key, web::Query<PutFlagQuery> query, web::Body<Definition> body,
                                                    std::optional<web::IfMatch> known, http::Request& request) {
  if (const auto taken = take_key(*body, *key); !taken) co_return taken.error();
  auto made = co_await store_.put(by(request, std::move(query->reason)), std::move(*body), std::move(known),
                                  query->confirm_rebucket);
  co_return versioned<FlagJson>(std::move(made), path_of_flag(*key));
}

Task<Result<void>> FlagsController::remove(Key key, web::Query<ReasonQuery> query, web::IfMatch known,
                                           http::Request& request) {
  co_return co_await store_.remove(by(request, std::move(query->reason)), std::move(*key), std::move(known));
}

Task<FlagsController::Flag> FlagsController::kill(Key key, web::Body<KillBody> body, web::IfMatch known,
                                                  http::Request& request) {
  By who = by(request, std::move(body->reason));
  co_return versioned<FlagJson>(co_await store_.kill(std::move(who), std::move(*key), body->killed, std::move(known)));
}

Task<FlagsController::Flag> FlagsController::enable(Key key, web::Body<EnableBody> body, web::IfMatch known,
                                                    http::Request& request) {
  By who = by(request, std::move(body->reason));
  co_return versioned<FlagJson>(
      co_await store_.enable(std::move(who), std::move(*key), body->enabled, std::move(known)));
}

Task<Result<web::Versioned<SharesMadeJson>>> FlagsController::share(Key key, web::Body<SharesBody> body,
                                                                    web::IfMatch known, http::Request& request) {
  auto shares = shares_of(*body);
  if (!shares) co_return shares.error();
  auto before = co_await store_.find(*key);
  if (!before) co_return before.error();
  if (!known.covers(before->revision)) co_return web::kPreconditionFailed;
  const auto rule = shares->rule;
  StoredFlag after = *before;
  if (body->dry_run) {
    auto made = with_shares(before->value, *shares);
    if (!made) co_return made.error();
    after.value = std::move(*made);
  } else {
    // Of this revision and no other: the answer says who moved.
    web::IfMatch seen{.versions = {before->revision}};
    auto stored = co_await store_.share(by(request, std::move(body->reason)), std::move(*key), std::move(*shares),
                                        std::move(seen));
    if (!stored) co_return stored.error();
    after = std::move(*stored);
  }
  const std::int64_t revision = after.revision;
  const Serve serve = *serve_at(after.value, rule);
  co_return web::Versioned<SharesMadeJson>{json_of(*serve_at(before->value, rule), serve, std::move(after)), revision};
}

Task<FlagsController::Flag> FlagsController::rollback(Key key, web::Body<RollbackBody> body, web::IfMatch known,
                                                      http::Request& request) {
  By who = by(request, std::move(body->reason));
  co_return versioned<FlagJson>(co_await store_.rollback(std::move(who), std::move(*key), body->to, std::move(known)));
}

Task<Result<web::Page<HistoryJson>>> FlagsController::history(Key key, web::Query<HistoryQuery> query) {
  const auto cursor = cursors_.open<RevisionCursor>(*query);
  if (!cursor) co_return cursor.error();
  const auto before = *cursor ? std::optional((*cursor)->revision) : std::nullopt;
  std::vector<HistoryJson> rows;
  for (Revision& one : co_await store_.history(std::move(*key), before, static_cast<std::size_t>(query->limit) + 1)) {
    rows.push_back(json_of(std::move(one)));
    // Comparing long definitions takes milliseconds: lets others run.
    co_await boost::asio::post(co_await boost::asio::this_coro::executor, boost::asio::use_awaitable);
  }
  if (rows.empty() && !before) co_return kFlagNotFound;
  co_return cursors_.page(*query, std::move(rows), [](const HistoryJson& one) { return RevisionCursor{one.revision}; });
}

Task<Result<RevisionJson>> FlagsController::revision(Key key, web::Path<"n", std::int64_t> number) {
  auto found = co_await store_.revision(std::move(*key), *number);
  if (!found) co_return found.error();
  co_return RevisionJson{.revision = found->revision,
                         .at = found->at,
                         .actor = std::move(found->actor),
                         .reason = std::move(found->reason),
                         .definition = {json_of(found->after).value_or("null")}};
}

Task<Result<ExplanationJson>> FlagsController::explain(Key key, web::Body<ExplainBody> body) {
  const auto context = Context::parse(body->context.text);
  if (!context) co_return context.error();
  const Snapshot now = co_await store_.read();
  auto explained = explanation_of(now, *key, *context);
  if (!explained) co_return kFlagNotFound;
  co_return std::move(*explained);
}

}  // namespace tenstone::flags
