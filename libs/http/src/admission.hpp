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
  enum class Verdict : std::uint8_t { Entered, AllTaken, AddressIsFull };
  // `limited`: whether the limit of one address holds for it; that of all does in any case.
  Verdict enter(const std::string& address, bool limited = true);
  void leave(const std::string& address);
  // Takes one that has entered out of the count of its address, and puts it back, also above the limit.
  void excuse(const std::string& address);
  void count(const std::string& address);
  std::size_t open() const;

 private:
  void forget(const std::string& address);

  const Limits& limits_;
  mutable std::mutex mutex_;
  std::size_t open_ = 0;
  std::unordered_map<std::string, std::size_t> by_address_;
};

}  // namespace tenstone::http
