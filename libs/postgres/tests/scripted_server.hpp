// A server that accepts one connection, lets it sign in, and answers its first statement with bytes that were written
// beforehand: for what no real server sends.
#pragma once
#include <array>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace tenstone::postgres {

// One message of PostgreSQL's protocol: its type, its length, its body.
inline std::string protocol_message(char type, std::string_view body) {
  const auto size = static_cast<std::uint32_t>(body.size() + 4);
  std::string bytes(1, type);
  for (const int shift : {24, 16, 8, 0}) bytes += static_cast<char>(size >> shift & 0xff);
  return bytes.append(body);
}

class ScriptedServer {
 public:
  explicit ScriptedServer(std::string answer) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{.sin_family = AF_INET, .sin_port = 0, .sin_addr = {htonl(INADDR_LOOPBACK)}, .sin_zero = {}};
    socklen_t size = sizeof address;
    EXPECT_EQ(bind(socket_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    EXPECT_EQ(listen(socket_, 1), 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this, answer = std::move(answer)] { serve(answer); });
  }
  ~ScriptedServer() {
    thread_.join();
    close(socket_);
  }
  ScriptedServer(const ScriptedServer&) = delete;
  std::string url() const { return "postgresql://x@127.0.0.1:" + std::to_string(port_) + "/x?sslmode=disable"; }

 private:
  void serve(const std::string& answer) const {
    const int connection = accept(socket_, nullptr, nullptr);
    std::array<char, 4096> received{};
    EXPECT_GT(read(connection, received.data(), received.size()), 0);
    send(connection, protocol_message('R', std::string(4, '\0')) + protocol_message('Z', "I"));
    EXPECT_GT(read(connection, received.data(), received.size()), 0);
    send(connection, answer);
    close(connection);
  }
  static void send(int connection, const std::string& bytes) {
    EXPECT_EQ(write(connection, bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
  }

  int socket_;
  int port_ = 0;
  std::thread thread_;
};

}  // namespace tenstone::postgres
