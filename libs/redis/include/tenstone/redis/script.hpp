#pragma once
#include <string>

namespace tenstone::redis {

// A Lua script that Redis runs in one step. Written once, as a constant. See Redis::evaluate().
class Script {
 public:
  explicit Script(std::string text);
  const std::string& text() const { return text_; }
  const std::string& name() const { return name_; }  // its SHA-1 in hex, by which Redis knows it

 private:
  std::string text_, name_;
};

}  // namespace tenstone::redis
