#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "tenstone/http/client.hpp"
#include "tenstone/runtime/blocking_pool.hpp"

namespace tenstone::http {
namespace {

using Addresses = std::vector<IpAddress>;

std::optional<IpAddress> address_of(const addrinfo& info) {
  char text[INET6_ADDRSTRLEN] = {};
  const void* const bytes = info.ai_family == AF_INET6
                                ? static_cast<const void*>(&reinterpret_cast<sockaddr_in6*>(info.ai_addr)->sin6_addr)
                                : &reinterpret_cast<sockaddr_in*>(info.ai_addr)->sin_addr;
  if (inet_ntop(info.ai_family, bytes, text, sizeof(text)) == nullptr) return std::nullopt;
  return IpAddress::parse(text);
}

// Both families, whatever this machine can reach: all of them are checked.
Result<Addresses> ask_the_system(const std::string& name) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* all = nullptr;
  if (const int error = getaddrinfo(name.c_str(), nullptr, &hints, &all); error != 0)
    return Error(kNameNotFound, {}, name + ": " + gai_strerror(error));
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(all, &freeaddrinfo);
  Addresses found;
  for (const addrinfo* one = all; one != nullptr; one = one->ai_next)
    if (const auto address = address_of(*one)) found.push_back(*address);
  return found;
}

class SystemResolver final : public Resolver {
 public:
  explicit SystemResolver(runtime::BlockingPool& pool) : pool_(pool) {}
  Task<Result<Addresses>> resolve(std::string name) override {
    auto ask = [name = std::move(name)] { return ask_the_system(name); };
    auto found = co_await pool_.run(std::move(ask));
    if (!found) co_return found.error();
    co_return std::move(*found);
  }

 private:
  runtime::BlockingPool& pool_;
};

}  // namespace

std::shared_ptr<Resolver> system_resolver(runtime::BlockingPool& pool) {
  return std::make_shared<SystemResolver>(pool);
}

}  // namespace tenstone::http
