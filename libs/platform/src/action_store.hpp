// The actions that were declared while the platform runs, in PostgreSQL: as text, and one version for all of them.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tenstone/core/clock.hpp"
#include "tenstone/core/uuid.hpp"
#include "tenstone/postgres/database.hpp"

namespace tenstone::platform {

inline constexpr auto kActionsChannel = "tenstone_actions";  // of NOTIFY
inline constexpr std::int64_t kMostStored = 1000;

struct StoredAction {
  std::string name, document;
  Time changed_at;
  std::string changed_by;
};

class ActionStore {
 public:
  explicit ActionStore(postgres::Database& database) : database_(database) {}

  Task<std::int64_t> version();
  struct All {
    std::int64_t version = 0;
    std::vector<StoredAction> actions;  // by name
  };
  Task<All> read();

  struct Put {
    StoredAction stored;
    bool created = false;
  };
  // With an audit row, both or neither, and a NOTIFY. The same document again: nothing happens. Error:
  // too_many_actions.
  Task<Result<Put>> put(std::string name, std::string document, std::string actor, Ids& ids);
  // The same. Error: action_not_found.
  Task<Result<void>> remove(std::string name, std::string actor, Ids& ids);

 private:
  postgres::Database& database_;
};

}  // namespace tenstone::platform
