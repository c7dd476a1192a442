#include <algorithm>
#include <mutex>
#include <optional>

#include "crew.hpp"
#include "post_data.hpp"
#include "tenstone/backup/run_errors.hpp"
#include "tenstone/postgres/blocking_connection.hpp"

namespace tenstone::backup {
namespace {
using postgres::BlockingConnection;

constexpr std::string_view kDeadlock = "40P01";  // the SQLSTATE deadlock_detected

class Builder {
 public:
  Builder(const std::string& url, const PostData& parts) : url_(url), parts_(parts) {}

  Result<void> run(unsigned workers, const std::stop_token& stop) {
    Crew crew(stop);
    const auto most = static_cast<unsigned>(std::min<std::size_t>(std::max(workers, 1U), parts_.builds.size()));
    for (unsigned worker = 0; worker < most; ++worker)
      crew.start([this](std::stop_token ours) { return work(std::move(ours)); });
    if (auto done = crew.join(); !done) return done;
    return again(stop);
  }

 private:
  Result<BlockingConnection> connect() const {
    constexpr std::chrono::seconds kPatience(10);
    auto connection = BlockingConnection::open(url_, kPatience, "tenstone restore");
    if (!connection) return connection;
    if (auto set = connection->execute(parts_.settings); !set) return set.error();
    return connection;
  }
  std::optional<std::size_t> take() {
    const std::lock_guard guard(mutex_);
    return next_ < parts_.builds.size() ? std::optional(next_++) : std::nullopt;
  }

  Result<void> work(std::stop_token stop) {
    auto connection = connect();
    if (!connection) return connection.error();
    const std::stop_callback cancel(stop, [canceller = connection->canceller()] { canceller.cancel(); });
    while (!stop.stop_requested()) {
      const auto build = take();
      if (!build) return {};
      const auto built = connection->execute(parts_.builds[*build]);
      if (!built && !built.error().detail.starts_with(kDeadlock)) return built.error();
      if (built) continue;
      const std::lock_guard guard(mutex_);
      deadlocked_.push_back(*build);
    }
    return kBackupCancelled;
  }

  Result<void> again(const std::stop_token& stop) {
    if (deadlocked_.empty()) return {};
    auto connection = connect();
    if (!connection) return connection.error();
    const std::stop_callback cancel(stop, [canceller = connection->canceller()] { canceller.cancel(); });
    for (const std::size_t build : deadlocked_) {
      if (stop.stop_requested()) return kBackupCancelled;
      if (auto built = connection->execute(parts_.builds[build]); !built) return built.error();
    }
    return {};
  }

  const std::string& url_;
  const PostData& parts_;
  std::mutex mutex_;
  std::size_t next_ = 0;
  std::vector<std::size_t> deadlocked_;
};

}  // namespace

Result<void> run_builds(const std::string& url, const PostData& parts, unsigned workers, std::stop_token stop) {
  return Builder(url, parts).run(workers, stop);
}

}  // namespace tenstone::backup
