#include "tenstone/postgres/statement.hpp"

#include <mutex>
#include <set>

namespace tenstone::postgres {

Statement keep_statement(std::string name, std::string sql) {
  static std::mutex mutex;
  static std::set<std::string> kept;  // nodes: their texts do not move
  const std::lock_guard lock(mutex);
  return Statement(*kept.insert(std::move(name)).first, kept.insert(std::move(sql)).first->c_str());
}

}  // namespace tenstone::postgres
