#pragma once
#include <mutex>

#include "tenstone/runtime/follower.hpp"
#include "tenstone/runtime/published.hpp"
#include "tenstone/webhooks/sources.hpp"

namespace tenstone::webhooks {

struct Sources::State {
  State(runtime::Loops& loops, postgres::Database& with, Secrets& keeper, Ids& numbers, logging::Logger logger,
        std::chrono::milliseconds look)
      : database(with),
        secrets(keeper),
        ids(numbers),
        log(std::move(logger)),
        published(loops, SourceSet()),
        follower(loops[0], "webhooks.sources", look) {}

  // On any loop: reads the sources when there is a newer version.
  Task<> refresh();
  // After a change, so that it holds here at once. It is durable: others hear of it, whatever happens now.
  static Task<> catch_up(std::shared_ptr<State> self);
  // Error: source_not_found.
  Task<Result<SourceView>> view(Uuid org, std::string name);

  postgres::Database& database;
  Secrets& secrets;
  Ids& ids;
  const logging::Logger log;
  std::mutex publishing;
  runtime::Published<SourceSet> published;
  runtime::Follower follower;
};

}  // namespace tenstone::webhooks
