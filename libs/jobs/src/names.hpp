#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tenstone/postgres/database.hpp"
#include "tenstone/runtime/loop.hpp"

namespace tenstone::jobs {

// The numbers of queues' and kinds' names. A name that is met first is added, in a transaction of its own. Each loop
// remembers what it has seen: names are never changed or removed.
class Names {
 public:
  Names(runtime::Loops& loops, postgres::Database& database);
  Task<Result<std::int32_t>> queue(std::string name);  // error: invalid_job_name
  Task<Result<std::int32_t>> kind(std::string name);   // error: invalid_job_name

  struct Kind {
    std::int32_t id;
    std::string name;
  };
  // Of those that there are. Always reads.
  Task<std::vector<Kind>> kinds(std::vector<std::int32_t> ids);

 private:
  using Known = std::unordered_map<std::string, std::int32_t>;
  struct Both {
    Known queues, kinds;
  };
  Task<Result<std::int32_t>> find(Known& known, std::string name, const postgres::Statement& read,
                                  const postgres::Statement& add);

  postgres::Database& database_;
  runtime::PerLoop<Both> known_;
};

}  // namespace tenstone::jobs
