#include "local_services/redis_server.hpp"

#include <cerrno>
#include <chrono>
#include <fmt/core.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string_view>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "local_services/child.hpp"
#include "tenstone/service/local_services_errors.hpp"

namespace tenstone::service::local_services {
namespace {

// Debian's redis-server is a link to this file of redis-tools; argv[0] decides what it does. So no unit, no config and
// no system service gets installed.
constexpr const char* kProgram = "/usr/bin/redis-check-rdb";

}  // namespace

pid_t start_redis(const Site& site) {
  if (access(kProgram, X_OK) != 0)
    throw Failure(Error(kPackageMissing,
                        "Redis 7 is not installed. Run: sudo apt-get install -y --no-install-recommends redis-tools"));
  const Fd dir = open_server_dir(site, "redis");
  await_descendants(site.folder, LockByte::Redis, dir.get());
  return spawn(site.folder, site.identity,
               {kProgram,
                {"redis-server",
                 "--port",
                 "0",
                 "--unixsocket",
                 site.run_dir + "/redis.sock",
                 "--unixsocketperm",
                 "700",
                 "--dir",
                 kChildDir,
                 "--appendonly",
                 "yes",
                 "--appendfsync",
                 "everysec",
                 "--save",
                 "",
                 "--maxmemory",
                 "128mb",
                 "--maxmemory-policy",
                 "noeviction",
                 "--loglevel",
                 "warning"},
                dir.get(),
                LockByte::Redis,
                SIGTERM});
}

bool redis_answers(const Site& site) {
  const Fd client(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{AF_UNIX, {}};
  (site.run_dir + "/redis.sock").copy(address.sun_path, sizeof address.sun_path - 1);
  if (connect(client.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return false;
  constexpr std::string_view kPing = "PING\r\n", kPong = "+PONG";
  if (send(client.get(), kPing.data(), kPing.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(kPing.size())) return false;
  pollfd readable{client.get(), POLLIN, 0};
  char answer[kPong.size()];
  return poll(&readable, 1, 1000) == 1 &&
         recv(client.get(), answer, sizeof answer, 0) == static_cast<ssize_t>(kPong.size()) &&
         std::string_view(answer, sizeof answer) == kPong;
}

std::string set_redis_aside(const Site& site) {
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
  const std::string aside = fmt::format("redis.bad-{}", seconds);
  if (renameat(site.folder.dir.get(), "redis", site.folder.dir.get(), aside.c_str()) != 0)
    throw failure(kFolderUnusable, site.folder.path, "does not let its folder `redis` be renamed", errno);
  return aside;
}

void bring_redis_back(const Site& site, const std::string& aside) {
  const int data = site.folder.dir.get();
  if (renameat2(data, aside.c_str(), data, "redis", RENAME_EXCHANGE) == 0)
    std::filesystem::remove_all(fmt::format("/proc/self/fd/{}/{}", data, aside));
}

}  // namespace tenstone::service::local_services
