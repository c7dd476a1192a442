// A server on loopback that does what a test says, with or without TLS. Blocking; each connection has a thread.
#pragma once
#include <arpa/inet.h>
#include <atomic>
#include <csignal>
#include <functional>
#include <list>
#include <mutex>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

#include "tenstone/core/fd.hpp"

namespace tenstone::http {

// One accepted connection.
class Peer {
 public:
  Peer(Fd socket, SSL_CTX* tls) : socket_(std::move(socket)), tls_(tls == nullptr ? nullptr : SSL_new(tls)) {}
  ~Peer() { SSL_free(tls_); }
  Peer(const Peer&) = delete;

  bool handshake() { return SSL_set_fd(tls_, socket_.get()) == 1 && SSL_accept(tls_) == 1; }
  std::string server_name() const {
    const char* const name = SSL_get_servername(tls_, TLSEXT_NAMETYPE_host_name);
    return name == nullptr ? "" : name;
  }
  // One request's head, and what came with it; "" at the end of the stream.
  std::string read_head() {
    std::string text;
    char buffer[4096];
    while (!text.contains("\r\n\r\n")) {
      const auto size = read(buffer, sizeof(buffer));
      if (size <= 0) return "";
      text.append(buffer, static_cast<std::size_t>(size));
    }
    return text;
  }
  // Reads and drops so many bytes; returns how many came.
  std::size_t read_exactly(std::size_t bytes) {
    std::size_t came = 0;
    char buffer[4096];
    while (came < bytes) {
      const auto size = read(buffer, std::min(sizeof(buffer), bytes - came));
      if (size <= 0) break;
      came += static_cast<std::size_t>(size);
    }
    return came;
  }
  void wait_for_end() {
    while (!read_head().empty()) {
    }
  }
  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto sent = tls_ != nullptr
                            ? SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size()))
                            : static_cast<int>(::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL));
      if (sent <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }
  void say_goodbye() { SSL_shutdown(tls_); }  // close_notify
  void finish_writes() { ::shutdown(socket_.get(), SHUT_WR); }
  void shut() { ::shutdown(socket_.get(), SHUT_RDWR); }

 private:
  int read(char* to, std::size_t size) {
    return tls_ != nullptr ? SSL_read(tls_, to, static_cast<int>(size))
                           : static_cast<int>(::recv(socket_.get(), to, size, 0));
  }
  Fd socket_;
  SSL* tls_;
};

class ScriptedServer {
 public:
  // `connection` counts from 0. When the script returns, the connection is closed.
  using Script = std::function<void(Peer&, int connection)>;

  explicit ScriptedServer(Script script, SSL_CTX* tls = nullptr, const char* address = "127.0.0.1",
                          unsigned short port = 0)
      : script_(std::move(script)), tls_(tls) {
    sockaddr_in at{.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {}, .sin_zero = {}};
    inet_pton(AF_INET, address, &at.sin_addr);
    socklen_t size = sizeof(at);
    if (::bind(listening_.get(), reinterpret_cast<const sockaddr*>(&at), size) != 0 ||
        ::listen(listening_.get(), 64) != 0)
      throw std::runtime_error("cannot listen");
    ::getsockname(listening_.get(), reinterpret_cast<sockaddr*>(&at), &size);
    port_ = ntohs(at.sin_port);
    accepting_ = std::thread([this] { accept(); });
  }
  ~ScriptedServer() {
    ::shutdown(listening_.get(), SHUT_RDWR);
    accepting_.join();
    for (Peer& peer : peers_) peer.shut();
    for (std::thread& thread : threads_) thread.join();
  }
  ScriptedServer(const ScriptedServer&) = delete;

  unsigned short port() const { return port_; }
  std::string url(const std::string& host = "127.0.0.1") const {
    return (tls_ != nullptr ? "https://" : "http://") + host + ":" + std::to_string(port_) + "/";
  }
  int connections() const { return connections_; }

 private:
  void accept() {
    for (;;) {
      Fd socket(::accept4(listening_.get(), nullptr, nullptr, SOCK_CLOEXEC));
      if (!socket) return;
      Peer& peer = peers_.emplace_back(std::move(socket), tls_);
      threads_.emplace_back([this, &peer, number = connections_++] {
        sigset_t pipe;  // OpenSSL writes without MSG_NOSIGNAL
        sigemptyset(&pipe);
        sigaddset(&pipe, SIGPIPE);
        pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
        if (tls_ == nullptr || peer.handshake()) script_(peer, number);
        peer.shut();
      });
    }
  }

  const Script script_;
  SSL_CTX* const tls_;
  const Fd listening_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  unsigned short port_ = 0;
  std::atomic<int> connections_ = 0;
  std::list<Peer> peers_;
  std::list<std::thread> threads_;
  std::thread accepting_;
};

}  // namespace tenstone::http
