#include "tenstone/backup/endpoints.hpp"

#include <fmt/format.h>

#include "tenstone/backup/answers.hpp"
#include "tenstone/backup/errors.hpp"
#include "tenstone/backup/status.hpp"
#include "tenstone/backup/swap.hpp"
#include "tenstone/web/parameters.hpp"

namespace tenstone::backup {
namespace {

struct OfDatabase {
  std::string database;
};
constexpr auto schema(validation::For<OfDatabase>) {
  return validation::object<OfDatabase>(validation::field("database", &OfDatabase::database).length(1, 63));
}
struct MaybeOfDatabase {
  std::optional<std::string> database = {};
};
constexpr auto schema(validation::For<MaybeOfDatabase>) {
  return validation::object<MaybeOfDatabase>(validation::field("database", &MaybeOfDatabase::database).length(1, 63));
}
struct RestoreBody {
  bool swap = false;
};
constexpr auto schema(validation::For<RestoreBody>) {
  return validation::object<RestoreBody>(validation::field("swap", &RestoreBody::swap).or_default());
}
struct VerifyBody {
  std::uint64_t part = 0, of = 1;
};
constexpr auto schema(validation::For<VerifyBody>) {
  return validation::object<VerifyBody>(validation::field("part", &VerifyBody::part).or_default(),
                                        validation::field("of", &VerifyBody::of).or_default().range(1, 10'000))
      .refine(
          "part", "/part", [](const VerifyBody& body) { return body.part < body.of; },
          "must be less than the number of parts");
}
struct SwapBody {
  std::string database, restored;
};
constexpr auto schema(validation::For<SwapBody>) {
  return validation::object<SwapBody>(validation::field("database", &SwapBody::database).length(1, 63),
                                      validation::field("restored", &SwapBody::restored).length(1, 63));
}
struct SwapBackBody {
  std::string database, old;
};
constexpr auto schema(validation::For<SwapBackBody>) {
  return validation::object<SwapBackBody>(validation::field("database", &SwapBackBody::database).length(1, 63),
                                          validation::field("old", &SwapBackBody::old).length(1, 63));
}
struct Swapped {
  std::string old;
};
constexpr auto schema(validation::For<Swapped>) {
  return validation::object<Swapped>(validation::field("old", &Swapped::old));
}
struct Undone {
  std::string undone;
};
constexpr auto schema(validation::For<Undone>) {
  return validation::object<Undone>(validation::field("undone", &Undone::undone));
}

// Versions come and go: nothing for a proxy to keep.
http::Response not_stored(http::Response response) {
  response.header("Cache-Control", "no-store");
  return response;
}

// No body counts as {}.
template <class T>
Task<Result<T>> body_of(http::Request& request) {
  const auto body = co_await request.body();
  if (!body) co_return body.error();
  co_return validation::parse_json<T>(body->empty() ? std::string_view("{}") : *body);
}

class Endpoints {
 public:
  explicit Endpoints(BackupParts parts) : parts_(std::move(parts)) {}

  Task<http::Response> status(http::Request&) {
    return answer([this] { return status_of(repository(), parts_.settings, parts_.databases, parts_.clock.now()); });
  }
  Task<http::Response> list(http::Request& request) {
    const auto query = validation::from_query<MaybeOfDatabase>(web::query_pairs(request));
    if (!query) co_return http::problem(query.error());
    auto work = [&] { return list_versions(repository(), query->database.value_or("")); };
    co_return co_await answer(work);
  }
  Task<http::Response> show(http::Request& request) {
    return of_version(request, [this](const Version& version) { return describe_version(repository(), version); });
  }
  Task<http::Response> forget(http::Request& request) {
    return of_version(request, [this](const Version& version) { return repository().forget(version); });
  }
  Task<http::Response> pin(http::Request& request) {
    return of_version(request, [this](const Version& version) { return repository().pin(version, true); });
  }
  Task<http::Response> unpin(http::Request& request) {
    return of_version(request, [this](const Version& version) { return repository().pin(version, false); });
  }
  Task<http::Response> take(http::Request& request) {
    auto body = co_await body_of<OfDatabase>(request);
    if (!body) co_return http::problem(body.error());
    if (auto good = check_database_name(body->database); !good) co_return http::problem(good.error());
    co_return begin({.kind = RunKind::Take, .database = std::move(body->database)});
  }
  Task<http::Response> restore(http::Request& request) {
    const auto body = co_await body_of<RestoreBody>(request);
    if (!body) co_return http::problem(body.error());
    co_return co_await begin_of_version(request, {.kind = RunKind::Restore, .swap = body->swap});
  }
  Task<http::Response> drill(http::Request& request) { return begin_of_version(request, {.kind = RunKind::Drill}); }
  Task<http::Response> verify(http::Request& request) {
    const auto body = co_await body_of<VerifyBody>(request);
    if (!body) co_return http::problem(body.error());
    co_return begin({.kind = RunKind::Verify, .share = {.part = body->part, .of = body->of}});
  }
  Task<http::Response> prune(http::Request&) { co_return begin({.kind = RunKind::Prune}); }

  Task<http::Response> plan(http::Request& request) {
    const auto query = validation::from_query<OfDatabase>(web::query_pairs(request));
    if (!query) co_return http::problem(query.error());
    auto work = [&] { return retention_plan(repository(), query->database, policy(), parts_.clock.now()); };
    co_return co_await answer(work);
  }
  Task<http::Response> apply_plan(http::Request& request) {
    const auto body = co_await body_of<OfDatabase>(request);
    if (!body) co_return http::problem(body.error());
    auto work = [&] { return apply_retention(repository(), body->database, policy(), parts_.clock.now()); };
    co_return co_await answer(work);
  }
  Task<http::Response> swap(http::Request& request) {
    const auto body = co_await body_of<SwapBody>(request);
    if (!body) co_return http::problem(body.error());
    auto work = [&]() -> Result<Swapped> {
      auto old = backup::swap(parts_.server.reveal(), body->database, body->restored, parts_.clock);
      if (!old) return old.error();
      return Swapped{std::move(*old)};
    };
    co_return co_await answer(work);
  }
  Task<http::Response> swap_back(http::Request& request) {
    const auto body = co_await body_of<SwapBackBody>(request);
    if (!body) co_return http::problem(body.error());
    auto work = [&]() -> Result<Undone> {
      auto undone = backup::swap_back(parts_.server.reveal(), body->database, body->old, parts_.clock);
      if (!undone) return undone.error();
      return Undone{std::move(*undone)};
    };
    co_return co_await answer(work);
  }

  Task<http::Response> runs(http::Request&) {
    co_return not_stored(http::json(validation::to_json(RunsAnswer{parts_.runs.list()})));
  }
  Task<http::Response> run(http::Request& request) {
    const auto run = parts_.runs.find(std::string(request.path_parameter("id")));
    co_return run ? not_stored(http::json(validation::to_json(*run))) : http::problem(kBackupRunMissing);
  }
  Task<http::Response> cancel(http::Request& request) {
    const std::string id(request.path_parameter("id"));
    auto work = [&] { return parts_.runs.cancel(id); };
    co_return co_await answer(work);
  }
  Task<http::Response> events(http::Request& request) {
    auto source = parts_.events.join(request);
    co_return source ? http::event_stream(std::move(*source)) : http::problem(source.error());
  }

 private:
  const Repository& repository() const { return parts_.repository; }
  RetentionPolicy policy() const { return parts_.settings.retention(); }

  // What `work` returns, as JSON; 204 for one that returns nothing. On the pool, because it blocks.
  template <class Work>
  Task<http::Response> answer(Work work) {
    auto result = co_await parts_.pool.run(std::move(work));
    if (!result) co_return http::problem(result.error());
    if (!*result) co_return http::problem(result->error());
    if constexpr (std::is_void_v<typename std::invoke_result_t<Work&>::value_type>)
      co_return http::Response(204);
    else
      co_return not_stored(http::json(validation::to_json(**result)));
  }

  template <class Work>
  Task<http::Response> of_version(http::Request& request, Work work) {
    const std::string name(request.path_parameter("version"));
    auto all = [&]() -> std::invoke_result_t<Work&, const Version&> {
      const auto version = find_version(repository(), name);
      if (!version) return version.error();
      return work(*version);
    };
    co_return co_await answer(all);
  }

  http::Response begin(RunRequest what) {
    const auto run = parts_.runs.start(std::move(what));
    if (!run) return http::problem(run.error());
    http::Response response = not_stored(http::json(validation::to_json(*run), 202));
    response.header("Location", "/runs/" + run->id);
    return response;
  }

  // Of a version that exists.
  Task<http::Response> begin_of_version(http::Request& request, RunRequest what) {
    const std::string name(request.path_parameter("version"));
    auto work = [&]() -> Result<Version> {
      auto version = find_version(repository(), name);
      if (!version) return version.error();
      if (auto there = summarise_version(repository(), *version); !there) return there.error();
      return version;
    };
    auto version = co_await parts_.pool.run(work);
    if (!version) co_return http::problem(version.error());
    if (!*version) co_return http::problem(version->error());
    what.version = std::move(**version);
    co_return begin(std::move(what));
  }

  BackupParts parts_;
};

}  // namespace

void add_backup_routes(http::App& app, BackupParts parts, const web::AccessTokens& tokens) {
  const auto routes = std::make_shared<Endpoints>(std::move(parts));
  const auto call = [routes](Task<http::Response> (Endpoints::*handler)(http::Request&)) {
    return [routes, handler](http::Request& request) { return (*routes.*handler)(request); };
  };
  const auto reads = [&](auto handler) { return tokens.for_readers(call(handler)); };
  const auto operates = [&](auto handler) { return tokens.for_operators(call(handler)); };
  app.get("/status", reads(&Endpoints::status));
  app.get("/backups", reads(&Endpoints::list));
  app.post("/backups", operates(&Endpoints::take));
  app.get("/backups/{version}", reads(&Endpoints::show));
  app.del("/backups/{version}", operates(&Endpoints::forget));
  app.put("/backups/{version}/pin", operates(&Endpoints::pin));
  app.del("/backups/{version}/pin", operates(&Endpoints::unpin));
  app.post("/backups/{version}/restore", operates(&Endpoints::restore));
  app.post("/backups/{version}/drill", operates(&Endpoints::drill));
  app.get("/retention", reads(&Endpoints::plan));
  app.post("/retention", operates(&Endpoints::apply_plan));
  app.post("/swap", operates(&Endpoints::swap));
  app.post("/swap-back", operates(&Endpoints::swap_back));
  app.post("/verify", operates(&Endpoints::verify));
  app.post("/prune", operates(&Endpoints::prune));
  app.get("/runs", reads(&Endpoints::runs));
  app.get("/runs/events", reads(&Endpoints::events));
  app.get("/runs/{id}", reads(&Endpoints::run));
  app.del("/runs/{id}", operates(&Endpoints::cancel));
}

}  // namespace tenstone::backup
