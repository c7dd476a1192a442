#include "tenstone/postgres/statement.hpp"

#include <fmt/core.h>
#include <mutex>
#include <set>
#include <stdexcept>

namespace tenstone::postgres {

Statement keep_statement(std::string name, std::string sql) {
  static std::mutex mutex;
  static std::set<std::string> kept;  // nodes: their texts do not move
  const std::lock_guard lock(mutex);
  return Statement(*kept.insert(std::move(name)).first, kept.insert(std::move(sql)).first->c_str());
}

void refuse_arguments(const Statement& statement, std::size_t given) {
  throw std::logic_error(
      fmt::format("{}: the SQL takes {} parameters, {} were given", statement.name, statement.parameters, given));
}

}  // namespace tenstone::postgres
