#include "tenstone/service/probe.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fmt/core.h>
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

bool connect_to(int fd, unsigned short port, Deadline deadline) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) return true;
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

Result<Answer> ask(unsigned short port, const Ask& what, std::chrono::milliseconds limit) {
  const Deadline deadline = std::chrono::steady_clock::now() + limit;
  const std::string place = fmt::format("127.0.0.1:{}{}", port, what.path);
  const Fd fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd || !connect_to(fd.get(), port, deadline)) return Error(kNotAnswering, "Nothing answers at " + place);
  std::string request =
      fmt::format("{} {} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n", what.method, what.path, port);
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

Result<std::string> probe(unsigned short port, const std::string& path, std::chrono::milliseconds limit) {
  auto answer = ask(port, {.path = path}, limit);
  if (!answer) return answer.error();
  if (answer->status == 200) return std::move(answer->body);
  return Error(kNotReady, fmt::format("127.0.0.1:{}{} answers {}", port, path, answer->status), answer->body);
}

}  // namespace tenstone::service
