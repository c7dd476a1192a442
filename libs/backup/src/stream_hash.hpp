#pragma once
#include <memory>
#include <string>
#include <string_view>

namespace tenstone::backup {

// XXH3 with 128 bits of a sequence of bytes that comes in pieces.
class StreamHash {
 public:
  StreamHash();
  ~StreamHash();
  StreamHash(StreamHash&&) noexcept;
  StreamHash& operator=(StreamHash&&) noexcept;

  void add(std::string_view bytes);
  std::string finish() const;  // 32 hexadecimal digits

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tenstone::backup
