#include "tenstone/log_view/endpoints.hpp"

#include <fmt/format.h>

#include "tenstone/web/parameters.hpp"

namespace tenstone::log_view {
namespace {

template <class Q>
Result<Q> query_of(http::Request& request) {
  return validation::from_query<Q>(web::query_pairs(request));
}

// Logs change, and are nothing for a proxy to keep.
http::Response not_stored(http::Response response) {
  response.header("Cache-Control", "no-store");
  return response;
}

// Reads the query, calls one function of Logs on the pool, and answers what it gives.
template <class Q, class A>
http::Handler answers(const Logs& logs, runtime::BlockingPool& pool, Result<A> (Logs::*function)(const Q&) const) {
  return [&logs, &pool, function](http::Request& request) -> Task<http::Response> {
    const auto query = query_of<Q>(request);
    if (!query) co_return http::problem(query.error());
    auto work = [&] { return (logs.*function)(*query); };
    const auto answer = co_await pool.run(work);
    if (!answer) co_return http::problem(answer.error());
    if (!*answer) co_return http::problem(answer->error());
    co_return not_stored(web::Into<A>::response(**answer, request));
  };
}

http::Handler lists(const Logs& logs, runtime::BlockingPool& pool) {
  return [&logs, &pool](http::Request&) -> Task<http::Response> {
    auto work = [&] { return validation::to_json(logs.list()); };
    auto answer = co_await pool.run(work);
    co_return answer ? not_stored(http::json(std::move(*answer))) : http::problem(answer.error());
  };
}

http::Handler tails_log(Tails& tails) {
  return [&tails](http::Request& request) -> Task<http::Response> {
    auto query = query_of<TailQuery>(request);
    if (!query) co_return http::problem(query.error());
    if (const auto last = http::last_event_id(request); !last.empty()) query->after = last;
    auto source = co_await tails.open(request, std::move(*query));
    co_return source ? http::event_stream(std::move(*source)) : http::problem(source.error());
  };
}

http::Handler downloads(const Logs& logs, runtime::BlockingPool& pool) {
  return [&logs, &pool](http::Request& request) -> Task<http::Response> {
    auto query = query_of<DownloadQuery>(request);
    if (!query) co_return http::problem(query.error());
    const std::string name = file_name_of(query->log);
    auto content = co_await download_of(logs, pool, std::move(*query));
    if (!content) co_return http::problem(content.error());
    http::Response response = not_stored(http::Response());
    response.header("Content-Type", "text/plain; charset=utf-8");
    response.header("Content-Disposition", fmt::format("attachment; filename=\"{}\"", name));
    response.content = std::move(*content);
    co_return response;
  };
}

}  // namespace

LogHandlers log_handlers(const Logs& logs, Tails& tails, runtime::BlockingPool& pool) {
  return {.list = lists(logs, pool),
          .about = answers(logs, pool, &Logs::about),
          .entries = answers(logs, pool, &Logs::entries),
          .context = answers(logs, pool, &Logs::context),
          .histogram = answers(logs, pool, &Logs::histogram),
          .tail = tails_log(tails),
          .download = downloads(logs, pool)};
}

void add_log_routes(http::App& app, const LogHandlers& handlers, const web::AccessTokens& tokens) {
  app.get("/logs", tokens.for_readers(handlers.list));
  app.get("/logs/about", tokens.for_readers(handlers.about));
  app.get("/logs/entries", tokens.for_readers(handlers.entries));
  app.get("/logs/context", tokens.for_readers(handlers.context));
  app.get("/logs/histogram", tokens.for_readers(handlers.histogram));
  app.get("/logs/tail", tokens.for_readers(handlers.tail));
  app.get("/logs/download", tokens.for_downloaders(handlers.download));
}

}  // namespace tenstone::log_view
