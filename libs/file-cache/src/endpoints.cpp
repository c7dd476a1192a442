#include "tenstone/file_cache/endpoints.hpp"

#include <utility>

#include "described.hpp"
#include "entry_answer.hpp"
#include "put_request.hpp"
#include "tenstone/http/errors.hpp"
#include "tenstone/http/representation.hpp"
#include "tenstone/runtime/patiently.hpp"

namespace tenstone::file_cache {
namespace {

struct Endpoints {
  AsyncCache& cache;
  const std::chrono::seconds ttl;

  Task<http::Response> get(http::Request& request);
  Task<http::Response> put(http::Request& request);
  Task<Result<Stored>> store(http::Request& request, std::uint64_t size, PutOptions how);
  Task<http::Response> remove(http::Request& request);
  Task<http::Response> purge(http::Request& request);
  Task<http::Response> list(http::Request& request);
  Task<http::Response> stats(http::Request& request);
};

std::string_view ns_of(const http::Request& request) { return request.path_parameter("ns"); }
std::string_view key_of(const http::Request& request) { return request.path_parameter("key"); }

Result<void> check_place(const http::Request& request) {
  if (auto good = check_namespace(ns_of(request)); !good) return good;
  if (key_of(request).starts_with('_'))
    return Error(kInvalidCacheKey, "Keys that begin with \"_\" are this service's own");
  return check_key(key_of(request));
}

// Asked on a thread of the pool, while the request waits. Empty for a request without conditions.
Condition condition_of(const http::Request& request) {
  if (request.header("If-Match").empty() && request.header("If-None-Match").empty()) return {};
  return [&request](std::optional<std::string_view> etag) { return http::may_write(request, etag); };
}

Task<http::Response> Endpoints::get(http::Request& request) {
  if (const auto good = check_place(request); !good) co_return http::problem(good.error());
  auto found = cache.blocking().try_get(ns_of(request), key_of(request));
  if (!found) {
    auto read = co_await cache.get(std::string(ns_of(request)), std::string(key_of(request)));
    if (!read) co_return http::problem(read.error());
    found = std::move(*read);
  }
  if (!*found) co_return miss_answer(found->error());
  co_return entry_answer(request, std::move(**found), cache, cache.blocking().clock().now());
}

Task<http::Response> Endpoints::put(http::Request& request) {
  if (const auto good = check_place(request); !good) co_return http::problem(good.error());
  const auto size = request.content_length();
  if (!size) co_return http::problem(http::kLengthRequired);
  auto how = put_options_of(request, ttl);
  if (!how) co_return http::problem(how.error());
  how->condition = condition_of(request);
  const auto stored = co_await store(request, *size, std::move(*how));
  if (!stored) co_return http::problem(stored.error());
  http::Response response(stored->replaced ? 200 : 201);
  response.header("ETag", stored->etag);
  response.header("Cache-Status", "tenstone; fwd=method; stored");
  co_return response;
}

// A small body has been sent already, unless its client waits to be asked for it; it is stored in one step.
Task<Result<Stored>> Endpoints::store(http::Request& request, std::uint64_t size, PutOptions how) {
  std::string ns(ns_of(request)), key(key_of(request));
  if (size <= kWholeBytes && size <= cache.blocking().options().max_entry_bytes && request.header("Expect").empty()) {
    const auto body = co_await request.body();
    if (!body) co_return body.error();
    co_return co_await cache.put(std::move(ns), std::move(key), std::string(*body), std::move(how));
  }
  auto writer = co_await cache.begin(std::move(ns), std::move(key), size, std::move(how));
  if (!writer) co_return writer.error();
  for (;;) {
    const auto part = co_await request.read_some();
    if (!part) co_return part.error();
    if (part->empty()) break;
    const auto written = co_await runtime::patiently([&] { return cache.write(*writer, *part); });
    if (!written) co_return written.error();
  }
  co_return co_await runtime::patiently([&] { return cache.commit(*writer); });
}

Task<http::Response> Endpoints::remove(http::Request& request) {
  if (const auto good = check_place(request); !good) co_return http::problem(good.error());
  const auto removed =
      co_await cache.remove(std::string(ns_of(request)), std::string(key_of(request)), condition_of(request));
  if (!removed) co_return http::problem(removed.error());
  co_return *removed ? http::Response(204) : miss_answer(Miss::Absent);
}

Task<http::Response> Endpoints::purge(http::Request& request) {
  const auto body = co_await request.body();
  if (!body) co_return http::problem(body.error());
  auto purge = parse_purge(*body);
  if (!purge) co_return http::problem(purge.error());
  const auto purged = co_await cache.purge(std::string(ns_of(request)), std::move(*purge));
  if (!purged) co_return http::problem(purged.error());
  co_return http::Response(204);
}

Task<http::Response> Endpoints::list(http::Request& request) {
  const auto query = parse_list_query(request);
  if (!query) co_return http::problem(query.error());
  const auto page = co_await cache.list(std::string(ns_of(request)), query->prefix, query->cursor, query->limit);
  if (!page) co_return http::problem(page.error());
  co_return http::json(to_json(*page));
}

Task<http::Response> Endpoints::stats(http::Request&) { co_return http::json(to_json(cache.blocking().stats())); }

}  // namespace

void add_cache_routes(http::App& app, AsyncCache& cache, const web::AccessTokens& tokens, std::chrono::seconds ttl) {
  const auto routes = std::make_shared<Endpoints>(Endpoints{cache, ttl});
  const auto call = [routes](Task<http::Response> (Endpoints::*handler)(http::Request&)) {
    return [routes, handler](http::Request& request) { return (*routes.*handler)(request); };
  };
  const auto reads = [&](auto handler) { return tokens.for_readers(call(handler)); };
  const auto writes = [&](auto handler) { return tokens.for_writers(call(handler)); };
  app.get("/cache/_stats", reads(&Endpoints::stats));
  app.get("/cache/{ns}", reads(&Endpoints::list));
  app.post("/cache/{ns}/_purge", writes(&Endpoints::purge));
  app.get("/cache/{ns}/{key...}", reads(&Endpoints::get));
  app.put("/cache/{ns}/{key...}", http::body_limit(cache.blocking().options().max_entry_bytes),
          writes(&Endpoints::put));
  app.del("/cache/{ns}/{key...}", writes(&Endpoints::remove));
}

}  // namespace tenstone::file_cache
