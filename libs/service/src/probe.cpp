#include "tenstone/service/probe.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fmt/core.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tenstone/core/fd.hpp"

namespace tenstone::service {
namespace {

constexpr std::size_t kMaxAnswer = std::size_t{4} << 20;

using Deadline = std::chrono::steady_clock::time_point;

bool wait_for(int fd, short events, Deadline deadline) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  pollfd poll_fd{fd, events, 0};
  return left.count() > 0 && poll(&poll_fd, 1, static_cast<int>(left.count())) > 0;
}

// A socket's address. Its family is AF_UNSPEC when the text is no IP address.
struct Place {
  sockaddr_storage storage{};
  socklen_t size = 0;

  int family() const { return storage.ss_family; }
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

// getaddrinfo() knows zones, too: fe80::1%eth0.
Place place_of(const std::string& host, unsigned short port) {
  Place place;
  addrinfo hints{}, *found = nullptr;
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
  hints.ai_socktype = SOCK_STREAM;
  if (getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found) != 0) return place;
  std::memcpy(&place.storage, found->ai_addr, found->ai_addrlen);
  place.size = found->ai_addrlen;
  freeaddrinfo(found);
  return place;
}

bool connect_to(int fd, const Place& place, Deadline deadline) {
  if (connect(fd, place.get(), place.size) == 0) return true;
  int error = errno;
  socklen_t size = sizeof error;
  return error == EINPROGRESS && wait_for(fd, POLLOUT, deadline) &&
         getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0;
}

// The whole answer: the request asks for the connection to be closed behind it.
std::string read_all(int fd, Deadline deadline) {
  std::string answer;
  char buffer[4096];
  while (answer.size() < kMaxAnswer && wait_for(fd, POLLIN, deadline)) {
    const ssize_t got = read(fd, buffer, sizeof buffer);
    if (got <= 0) break;
    answer.append(buffer, static_cast<std::size_t>(got));
  }
  return answer;
}

}  // namespace

std::string Server::host() const {
  if (address == "0.0.0.0") return "127.0.0.1";
  return address == "::" ? "::1" : address;
}

std::string Server::authority() const {
  const std::string name = host();
  return name.contains(':') ? fmt::format("[{}]:{}", name, port) : fmt::format("{}:{}", name, port);
}

// Binds as a server would.
bool is_free(const Server& server) {
  const Place place = place_of(server.address, server.port);
  const Fd fd(socket(place.family(), SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int on = 1;
  setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  return bind(fd.get(), place.get(), place.size) == 0 && listen(fd.get(), 1) == 0;
}

Result<Answer> ask(const Server& server, const Ask& what, std::chrono::milliseconds limit) {
  const Deadline deadline = std::chrono::steady_clock::now() + limit;
  const std::string place = server.authority() + what.path;
  const Place socket_place = place_of(server.host(), server.port);
  const Fd fd(socket(socket_place.family(), SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd || !connect_to(fd.get(), socket_place, deadline)) return Error(kNotAnswering, "Nothing answers at " + place);
  std::string request =
      fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n", what.method, what.path, server.authority());
  if (!what.bearer.empty()) request += fmt::format("Authorization: Bearer {}\r\n", what.bearer);
  if (!what.body.empty())
    request += fmt::format("Content-Type: application/json\r\nContent-Length: {}\r\n", what.body.size());
  request += "\r\n" + what.body;
  if (write(fd.get(), request.data(), request.size()) != static_cast<ssize_t>(request.size()))
    return Error(kNotAnswering, "Nothing answers at " + place);
  const std::string answer = read_all(fd.get(), deadline);
  const std::size_t head = answer.find("\r\n\r\n");
  if (!answer.starts_with("HTTP/1.1 ") || head == answer.npos)
    return Error(kNotAnswering, fmt::format("What answers at {} is not Tenstone", place));
  return Answer{std::atoi(answer.c_str() + 9), answer.substr(head + 4)};
}

Result<std::string> probe(const Server& server, const std::string& path, std::chrono::milliseconds limit) {
  auto answer = ask(server, {.path = path}, limit);
  if (!answer) return answer.error();
  if (answer->status == 200) return std::move(answer->body);
  return Error(kNotReady, fmt::format("{}{} answers {}", server.authority(), path, answer->status), answer->body);
}

}  // namespace tenstone::service
