#pragma once
#include <cstdlib>
#include <filesystem>
#include <poll.h>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <vector>

#include "tenstone/core/fd.hpp"

namespace tenstone::testing {

// Listens on a unix socket in a temporary folder and never answers. Gone with the object.
class SilentServer {
 public:
  SilentServer() {
    std::string name = std::filesystem::temp_directory_path() / "silentXXXXXX";
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    folder_ = name;
    sockaddr_un address{.sun_family = AF_UNIX};
    path().copy(address.sun_path, sizeof address.sun_path - 1);
    if (bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        listen(socket_.get(), 64) != 0)
      throw std::runtime_error("cannot listen on " + path());
  }
  ~SilentServer() { std::filesystem::remove_all(folder_); }
  SilentServer(const SilentServer&) = delete;

  std::string path() const { return folder_ + "/s"; }
  std::string url() const { return "unix://" + path(); }

  // Waits until one more client has connected, for at most 10 s, and keeps the connection.
  void accept_one() {
    pollfd waits{socket_.get(), POLLIN, 0};
    if (poll(&waits, 1, 10'000) != 1) throw std::runtime_error("no client within 10 s");
    clients_.emplace_back(::accept(socket_.get(), nullptr, nullptr));
  }

 private:
  std::string folder_;
  const Fd socket_{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  std::vector<Fd> clients_;
};

}  // namespace tenstone::testing
