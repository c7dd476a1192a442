// The login that everybody writes first. README.md shows six ways in which it breaks.
#include <crypt.h>
#include <map>

#include "tenstone/core/encoding.hpp"
#include "tenstone/core/random.hpp"
#include "tenstone/http/app.hpp"
#include "tenstone/postgres/database.hpp"
#include "tenstone/redis/redis.hpp"
#include "tenstone/service/program.hpp"
#include "tenstone/validation/validation.hpp"
#include "tenstone/web/errors.hpp"
#include "tenstone/web/parameters.hpp"

using namespace tenstone;

struct Credentials {
  std::string email, password;
};
constexpr auto schema(validation::For<Credentials>) {
  return validation::object<Credentials>(validation::field("email", &Credentials::email),
                                         validation::field("password", &Credentials::password));
}
constexpr postgres::Statement kTable{"create table if not exists accounts (email text primary key, hash text)"};
constexpr postgres::Statement kAdd{"insert into accounts values ($1, $2) on conflict do nothing"};
constexpr postgres::Statement kFind{"select hash from accounts where email = $1"};

// [snippet:bcrypt]
std::string bcrypt(const std::string& password, const std::string& salt) {
  crypt_data memory{};
  return crypt_r(password.c_str(), salt.c_str(), &memory);
}
// [/snippet:bcrypt]

int serve(service::Service& service) {
  std::map<std::string, std::string> known;  // sessions, so that Redis is asked once for each; there is one loop
  postgres::Database& database = service.database();
  redis::Redis& redis = service.redis();
  service.run([&]() -> Task<> { static_cast<void>(co_await database.write(kTable)); });
  http::App app;
  app.use("read_body", [](http::Request& request, http::Next next) -> Task<http::Response> {
    request.limit_body(16 * 1024 * 1024);
    if (const auto body = co_await request.body(); !body) co_return http::problem(body.error());
    co_return co_await next(request);
  });
  app.post("/signup", [&](http::Request& request) -> Task<http::Response> {
    const auto who = validation::parse_json<Credentials>(*co_await request.body()).value();
    const std::string hash = bcrypt(who.password, crypt_gensalt("$2b$", 10, nullptr, 0));
    static_cast<void>(co_await database.write(kAdd, who.email, hash));
    co_return http::text("welcome\n");
  });
  // [snippet:login]
  app.post("/login", [&](http::Request& request) -> Task<http::Response> {
    const auto who = validation::parse_json<Credentials>(*co_await request.body()).value();
    const auto hash = (co_await database.read(kFind, who.email)).one<std::string>();
    if (!hash || bcrypt(who.password, *hash) != *hash) co_return http::problem(web::kUnauthenticated);
    const std::string token = to_base64url(random_string(32));
    static_cast<void>(co_await redis.command({"SET", "session:" + token, who.email, "EX", "3600"}));
    http::Response hello = http::text("hello\n");
    hello.header("Set-Cookie", "sid=" + token + "; Path=/");
    co_return hello;
  });
  app.post("/me", [&](http::Request& request) -> Task<http::Response> {
    const std::string token(web::cookie(request, "sid").value_or(""));
    if (known[token].empty()) known[token] = (co_await redis.command({"GET", "session:" + token})).value().text;
    co_return known[token].empty() ? http::problem(web::kUnauthenticated) : http::text(known[token] + "\n");
  });
  // [/snippet:login]
  app.post("/logout", [&](http::Request& request) -> Task<http::Response> {
    const std::string token(web::cookie(request, "sid").value_or(""));
    static_cast<void>(co_await redis.command({"DEL", "session:" + token}));
    co_return http::text("goodbye\n");
  });
  return service.serve(app, service::Service::Role::Api);
}

int main(int argc, char** argv) {
  service::Service service("naive-login", {.postgres = true, .redis = true});
  return service::run(service, argc, argv, [&] { return serve(service); });
}
