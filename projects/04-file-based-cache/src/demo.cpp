#include "demo.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tenstone/core/fd.hpp"
#include "tenstone/validation/validation.hpp"

namespace tenstone::cache_demo {
namespace {

struct Place {
  std::string ns, key;
};
constexpr auto schema(validation::For<Place>) {
  using validation::field;
  return validation::object<Place>(field("namespace", &Place::ns), field("key", &Place::key));
}

Task<http::Response> damage_what(http::Request& request, const Demo& demo) {
  const auto body = co_await request.body();
  if (!body) co_return http::problem(body.error());
  const auto place = validation::parse_json<Place>(*body);
  if (!place) co_return http::problem(place.error());
  const auto work = [&] { return damage(demo.options, place->ns, place->key); };
  const auto done = co_await demo.pool.run(work);
  if (!done) co_return http::problem(done.error());
  co_return *done ? http::Response(204) : http::problem(done->error());
}

}  // namespace

Result<void> damage(const file_cache::Options& options, std::string_view ns, std::string_view key) {
  if (auto good = file_cache::check_namespace(ns); !good) return good;
  if (auto good = file_cache::check_key(key); !good) return good;
  const std::string name = file_cache::to_hex(file_cache::hash_key(key));
  const auto path = options.folder / "e" / ns / name.substr(0, 2) / name.substr(2);
  const Fd file(::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
  struct stat info{};
  char last = 0;
  if (!file || ::fstat(file.get(), &info) != 0 || ::pread(file.get(), &last, 1, info.st_size - 1) != 1)
    return kNothingToDamage;
  last ^= 1;
  if (::pwrite(file.get(), &last, 1, info.st_size - 1) != 1) return kNothingToDamage;
  return {};
}

void add_routes(http::App& app, const web::AccessTokens& tokens, const Demo& demo) {
  const std::string about =
      fmt::format(R"({{"max_bytes":{},"may_damage":{}}})", demo.options.max_bytes, demo.may_damage);
  app.get("/demo",
          tokens.for_readers([about](http::Request&) -> Task<http::Response> { co_return http::json(about); }));
  if (!demo.may_damage) return;
  app.post("/demo/damage", tokens.for_writers([demo](http::Request& request) { return damage_what(request, demo); }));
}

}  // namespace tenstone::cache_demo
