#include "tenstone/rate_limit/policy_file.hpp"

#include <cerrno>
#include <cstring>
#include <fmt/core.h>
#include <fstream>
#include <iterator>
#include <sys/stat.h>

#include "tenstone/runtime/follower.hpp"

namespace tenstone::rate_limit {
namespace {

// What changes when a file is written or replaced.
struct Stamp {
  std::int64_t seconds = -1, nanoseconds = 0, bytes = 0;
  std::uint64_t inode = 0;
  friend bool operator==(const Stamp&, const Stamp&) = default;
};

Stamp stamp_of(const std::filesystem::path& file) {
  struct stat found{};
  if (::stat(file.c_str(), &found) != 0) return {};
  return {found.st_mtim.tv_sec, found.st_mtim.tv_nsec, found.st_size, found.st_ino};
}

Error in_file(Error error, const std::filesystem::path& file) {
  error.message = fmt::format("{}: {}", file.string(), error.message);
  return error;
}

Result<Rules> read_file(const std::filesystem::path& file) {
  std::error_code unknown;
  if (std::filesystem::is_directory(file, unknown))
    return Error(kPoliciesInvalid, fmt::format("{} is a folder, not a file of limits", file.string()));
  std::ifstream in(file, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (!in) return Error(kPoliciesInvalid, fmt::format("{} cannot be read: {}", file.string(), std::strerror(errno)));
  auto rules = read_rules(text);
  if (!rules) return in_file(rules.error(), file);
  return rules;
}

}  // namespace

struct PolicyFile::State {
  State(runtime::Loops& loops, runtime::BlockingPool& pool, logging::Logger logger, std::filesystem::path path,
        std::string_view built_in)
      : blocking(pool),
        log(std::move(logger)),
        file(std::move(path)),
        seen(stamp_of(file)),
        published(loops, read(built_in)),
        follower(loops[0], "limits.file", kLook) {}

  Rules read(std::string_view built_in) const {
    auto rules = file.empty() ? read_rules(built_in) : read_file(file);
    if (!rules) throw Failure(rules.error());
    return std::move(*rules);
  }

  static Task<> look(std::shared_ptr<State> self) {
    std::optional<Result<Rules>> fresh;
    Stamp stamp;
    // The stamp first: what is written while it is read has a later one, and is read again.
    const auto ran = co_await self->blocking.run([&] {
      stamp = stamp_of(self->file);
      if (stamp != self->seen) fresh = read_file(self->file);
    });
    if (!ran || !fresh) co_return;
    if (*fresh && self->app)
      if (auto good = check_routes((*fresh)->document(), *self->app); !good) fresh = in_file(good.error(), self->file);
    self->seen = stamp;
    if (*fresh) {
      const std::size_t policies = (*fresh)->all().size();
      if (policies > 0)
        self->log.info("limits.changed", {{"policies", policies}});
      else
        self->log.warn("limits.changed",
                       {{"policies", policies}, {"file", self->file.string()}});  // nothing is limited
      self->published.publish(std::move(**fresh));
    } else {
      self->log.error("limits.refused", {{"file", self->file.string()}, {"error", fresh->error().message}});
    }
  }

  runtime::BlockingPool& blocking;
  const logging::Logger log;
  const std::filesystem::path file;
  const http::App* app = nullptr;
  Stamp seen;
  PublishedRules published;
  runtime::Follower follower;
};

PolicyFile::PolicyFile(runtime::Loops& loops, runtime::BlockingPool& blocking, logging::Logger log,
                       std::filesystem::path file, std::string_view built_in)
    : state_(std::make_shared<State>(loops, blocking, std::move(log), std::move(file), built_in)) {}
PolicyFile::~PolicyFile() = default;

const PublishedRules& PolicyFile::rules() const { return state_->published; }

void PolicyFile::check_against(const http::App& app) {
  if (auto good = check_routes(rules().now().document(), app); !good)
    throw Failure(state_->file.empty() ? good.error() : in_file(good.error(), state_->file));
  state_->app = &app;
}

void PolicyFile::start() {
  if (!state_->file.empty()) state_->follower.start([state = state_] { return State::look(state); });
}

Task<> PolicyFile::stop() {
  const auto state = state_;
  state->follower.stop();
  co_await state->follower.join();
}

Task<> PolicyFile::look() { return State::look(state_); }

}  // namespace tenstone::rate_limit
