// The login that everybody writes first. README.md shows five ways in which it breaks.
#include <crypt.h>
#include <map>
#include <mutex>

#include "tenstone/core/encoding.hpp"
#include "tenstone/core/random.hpp"
#include "tenstone/http/app.hpp"
#include "tenstone/postgres/database.hpp"
#include "tenstone/redis/redis.hpp"
#include "tenstone/service/program.hpp"
#include "tenstone/validation/validation.hpp"
#include "tenstone/web/errors.hpp"
#include "tenstone/web/parameters.hpp"

namespace naive {
using namespace tenstone;

struct Credentials {
  std::string email, password;
};
constexpr auto schema(validation::For<Credentials>) {
  return validation::object<Credentials>(validation::field("email", &Credentials::email),
                                         validation::field("password", &Credentials::password));
}

constexpr postgres::Statement kTable{"create table if not exists naive_users (email text primary key, hash text)"};
constexpr postgres::Statement kAdd{"insert into naive_users values ($1, $2) on conflict do nothing"};
constexpr postgres::Statement kFind{"select hash from naive_users where email = $1"};

// [snippet:bcrypt]
std::string bcrypt(const std::string& password, const std::string& salt) {
  auto memory = std::make_unique<crypt_data>();
  const char* hash = crypt_r(password.c_str(), salt.c_str(), memory.get());
  return hash == nullptr ? "" : hash;
}
// [/snippet:bcrypt]

struct Login {
  postgres::Database& database;
  redis::Redis& redis;
  std::mutex mutex;
  std::map<std::string, std::string> cache;  // so that Redis is asked once a session

  std::string cached(const std::string& token, const std::string& email = "") {
    const std::lock_guard lock(mutex);
    return email.empty() ? cache[token] : cache[token] = email;
  }
  Task<http::Response> sign_up(http::Request& request) {
    const auto who = validation::parse_json<Credentials>(*co_await request.body());
    if (!who) co_return http::problem(who.error());
    const std::string hash = bcrypt(who->password, crypt_gensalt("$2b$", 10, nullptr, 0));
    static_cast<void>(co_await database.write(kAdd, who->email, hash));
    co_return http::text("welcome\n");
  }
  // [snippet:login]
  Task<http::Response> login(http::Request& request) {
    const auto who = validation::parse_json<Credentials>(*co_await request.body());
    if (!who) co_return http::problem(who.error());
    const auto hash = (co_await database.read(kFind, who->email)).one<std::string>();
    if (!hash || bcrypt(who->password, *hash) != *hash) co_return http::problem(web::kUnauthenticated);
    const std::string token = to_base64url(random_string(32));
    static_cast<void>(co_await redis.command({"SET", "session:" + token, who->email, "EX", "3600"}));
    co_return http::text("hello\n").header("Set-Cookie", "sid=" + token + "; Path=/");
  }
  // [/snippet:login]
  // [snippet:guard]
  Task<http::Response> me(http::Request& request) {
    static_cast<void>(co_await request.body());
    const std::string token(web::cookie(request, "sid").value_or(""));
    std::string email = cached(token);
    if (email.empty()) {
      const auto found = co_await redis.command({"GET", "session:" + token});
      if (!found || found->is_nil()) co_return http::problem(web::kUnauthenticated);
      email = cached(token, found->text);
    }
    co_return http::text("you are " + email + "\n");
  }
  // [/snippet:guard]
  Task<http::Response> logout(http::Request& request) {
    const std::string token(web::cookie(request, "sid").value_or(""));
    static_cast<void>(co_await redis.command({"DEL", "session:" + token}));
    co_return http::text("goodbye\n");
  }
};

int serve(service::Service& service) {
  service.run([&]() -> Task<> { static_cast<void>(co_await service.database().write(kTable)); });
  Login login{service.database(), service.redis(), {}, {}};
  http::App app;
  app.post("/signup", [&](http::Request& request) { return login.sign_up(request); });
  app.post("/login", [&](http::Request& request) { return login.login(request); });
  app.post("/logout", [&](http::Request& request) { return login.logout(request); });
  app.post("/me", [&](http::Request& request) { return login.me(request); });
  return service.serve(app, service::Service::Role::Api);
}

}  // namespace naive

int main(int argc, char** argv) {
  tenstone::service::Service service("naive-login", {.postgres = true, .redis = true});
  return tenstone::service::run(service, argc, argv, [&] { return naive::serve(service); });
}
