// What only a connection can show: nobody asks for a body that a guard has refused.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/time.h>

#include "notes_fixture.hpp"
#include "tenstone/core/fd.hpp"
#include "tenstone/http/server.hpp"

namespace notes {
namespace {

// Sends `text` and reads until the server closes.
std::string exchange(unsigned short port, std::string_view text) {
  const Fd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const timeval limit{10, 0};  // a test that hangs fails instead
  ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
  if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0)
    throw std::runtime_error("connect");
  if (::send(fd.get(), text.data(), text.size(), MSG_NOSIGNAL) != std::ssize(text)) throw std::runtime_error("send");
  std::string received;
  char buffer[4096];
  for (ssize_t size = 0; (size = ::recv(fd.get(), buffer, sizeof(buffer), 0)) > 0;)
    received.append(buffer, static_cast<std::size_t>(size));
  return received;
}

class Wire : public Notes {
 protected:
  Wire() {
    if (const auto started = server_.start(); !started) throw Failure(started.error());
  }
  ~Wire() override {
    loops_.stop();
    loops_.join();
  }
  SystemClock clock_;
  http::Server server_{loops_, app_, clock_, {.port = 0}};
};

constexpr std::string_view kHead = "Host: x\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 13\r\n";

TEST_F(Wire, ABodyIsAskedForOnlyWhenTheGuardsHavePassed) {
  const std::string refused = exchange(server_.port(), "POST /notes HTTP/1.1\r\n" + std::string(kHead) + "\r\n");
  EXPECT_TRUE(refused.starts_with("HTTP/1.1 401 ")) << refused;
  EXPECT_NE(refused.find("\r\nWWW-Authenticate: Bearer realm=\"tenstone\"\r\n"), std::string::npos) << refused;

  const std::string wrong_type =
      exchange(server_.port(), "PUT /notes/1 HTTP/1.1\r\n" + std::string(kHead) + "Content-Type: text/plain\r\n\r\n");
  EXPECT_TRUE(wrong_type.starts_with("HTTP/1.1 415 ")) << wrong_type;

  const std::string taken =
      exchange(server_.port(), "POST /notes HTTP/1.1\r\n" + std::string(kHead) +
                                   "X-User: mia\r\nContent-Type: application/json\r\n\r\n{\"title\":\"a\"}");
  EXPECT_NE(taken.find("HTTP/1.1 201 "), std::string::npos) << taken;
  EXPECT_NE(taken.find("\r\nLocation: /notes/1\r\n"), std::string::npos) << taken;
}

TEST_F(Wire, ARouteHasItsOwnBodyLimit) {
  const std::string answer = exchange(server_.port(),
                                      "POST /notes HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-User: mia\r\n"
                                      "Content-Type: application/json\r\nContent-Length: 65537\r\n\r\n");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 413 ")) << answer;
  EXPECT_NE(answer.find("body_too_large"), std::string::npos) << answer;
}

}  // namespace
}  // namespace notes
