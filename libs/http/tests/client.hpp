// A blocking client on loopback.
#pragma once
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "tenstone/core/fd.hpp"

namespace tenstone::http {

class RawClient {
 public:
  explicit RawClient(unsigned short port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval limit{10, 0};  // a test that hangs fails instead
    ::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
    if (::connect(fd_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0)
      throw std::runtime_error("connect");
  }
  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto sent = ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;  // the server closed: what it said is still to be read
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }
  // Until `received` holds `count` times `text`, or the server closes.
  const std::string& read_until(std::string_view text, std::size_t count = 1) {
    while (occurrences(text) < count && read()) {
    }
    return received;
  }
  const std::string& read_to_end() {
    while (read()) {
    }
    return received;
  }
  std::string received;
  bool ended = false;  // the server closed, in order

 private:
  bool read() {
    char buffer[65536];
    const auto size = ::recv(fd_.get(), buffer, sizeof(buffer), 0);
    ended = size == 0;
    if (size <= 0) return false;
    received.append(buffer, static_cast<std::size_t>(size));
    return true;
  }
  std::size_t occurrences(std::string_view text) const {
    std::size_t count = 0;
    for (auto at = received.find(text); at != received.npos; at = received.find(text, at + text.size())) ++count;
    return count;
  }
  Fd fd_;
};

}  // namespace tenstone::http
