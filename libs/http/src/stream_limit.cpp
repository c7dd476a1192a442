#include "tenstone/http/stream_limit.hpp"

#include "admission.hpp"

namespace tenstone::http {
namespace {
constexpr std::chrono::seconds kTryAgain{5};
}

struct StreamLimit::State {
  explicit State(const StreamLimits& with)
      : limits{.connections = with.streams, .connections_per_address = with.streams_per_client}, admission(limits) {}
  const Limits limits;
  Admission admission;
};

StreamLimit::StreamLimit(StreamLimits limits) : state_(std::make_shared<State>(limits)) {}

StreamLimit::Slot::~Slot() {
  if (state_) state_->admission.leave(client_);
}

Result<StreamLimit::Slot> StreamLimit::enter(const Request& request, const ErrorCode& refusal) {
  const auto address = IpAddress::parse(request.client());
  std::string client = address ? group_of(*address) : std::string(request.client());
  if (state_->admission.enter(client) == Admission::Verdict::Entered) return Slot(state_, std::move(client));
  Error error = refusal;
  error.retry_after = kTryAgain;
  return error;
}

std::size_t StreamLimit::open() const { return state_->admission.open(); }

}  // namespace tenstone::http
