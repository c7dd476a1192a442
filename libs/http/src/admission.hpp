#pragma once
#include <cstddef>
#include <mutex>
#include <string>
#include <unordered_map>

#include "tenstone/http/limits.hpp"

namespace tenstone::http {

// Who may connect. Shared by all loops, asked once a connection.
class Admission {
 public:
  explicit Admission(const Limits& limits) : limits_(limits) {}
  bool enter(const std::string& address);
  void leave(const std::string& address);
  std::size_t open() const;

 private:
  const Limits& limits_;
  mutable std::mutex mutex_;
  std::size_t open_ = 0;
  std::unordered_map<std::string, std::size_t> by_address_;
};

}  // namespace tenstone::http
