// How many event streams may be open.
#pragma once
#include <cstddef>
#include <memory>
#include <string>

#include "tenstone/core/result.hpp"
#include "tenstone/http/request.hpp"

namespace tenstone::http {

struct StreamLimits {
  std::size_t streams = 1'000;
  std::size_t streams_per_client = 100;  // by Request::client(), an IPv6 /64 counts as one
};

// Counts the streams that are open, of all loops together. Safe on every loop at once; slots may outlive it.
class StreamLimit {
  struct State;

 public:
  explicit StreamLimit(StreamLimits limits);

  // One stream that is open as long as this lives.
  class Slot {
   public:
    Slot(Slot&&) noexcept = default;
    Slot& operator=(Slot&&) = delete;
    ~Slot();

   private:
    friend class StreamLimit;
    Slot(std::shared_ptr<State> state, std::string client) : state_(std::move(state)), client_(std::move(client)) {}
    std::shared_ptr<State> state_;  // null: moved from
    std::string client_;
  };
  // Error: `refusal`, with advice when to try again.
  Result<Slot> enter(const Request& request, const ErrorCode& refusal);
  std::size_t open() const;

 private:
  std::shared_ptr<State> state_;
};

}  // namespace tenstone::http
