#include "tenstone/http/event_stream.hpp"

#include <algorithm>
#include <random>
#include <stdexcept>

namespace tenstone::http {
namespace {

constexpr std::chrono::milliseconds kLongestHeartbeat{25'000};  // a piece may take Timeouts::piece
constexpr std::size_t kKeptText = 16 * 1024;

void append_field(std::string& out, std::string_view name, std::string_view value) {
  out += name;
  out += ": ";
  out += value;
  out += '\n';
}

std::chrono::milliseconds one_to_two(std::chrono::milliseconds time) {
  thread_local std::minstd_rand random{std::random_device{}()};
  return time + time * std::uniform_int_distribution(0, 1000)(random) / 1000;
}

class EventContent final : public Content {
 public:
  EventContent(std::unique_ptr<EventSource> source, const EventStreamOptions& options)
      : source_(std::move(source)),
        heartbeat_(std::min(options.heartbeat, kLongestHeartbeat)),
        retry_(one_to_two(options.retry)) {}

  std::optional<std::uint64_t> size() const override { return std::nullopt; }
  bool endless() const override { return true; }
  void end() override { source_->end(); }

  // The first piece sends the head, too: the client's stream is open before anything happens.
  Task<Result<Piece>> next() override {
    if (text_.capacity() > kKeptText) std::string().swap(text_);
    text_.clear();
    if (!std::exchange(opened_, true)) {
      append_field(text_, "retry", std::to_string(retry_.count()));
      text_ += '\n';
      co_return Piece{.bytes = text_};
    }
    const auto goes_on = co_await source_->next(text_, heartbeat_);
    if (!goes_on) co_return goes_on.error();
    if (text_.empty() && *goes_on) text_ = ":\n\n";
    co_return Piece{.bytes = text_};
  }

 private:
  const std::unique_ptr<EventSource> source_;
  const std::chrono::milliseconds heartbeat_, retry_;
  bool opened_ = false;
  std::string text_;
};

}  // namespace

void append_event(std::string& out, const ServerEvent& event) {
  constexpr std::string_view kForbidden("\r\n\0", 3);
  if (event.id.find_first_of(kForbidden) != event.id.npos || event.type.find_first_of("\r\n") != event.type.npos)
    throw std::invalid_argument("the id or the type of an event holds a line break");
  if (!event.id.empty()) append_field(out, "id", event.id);
  if (!event.type.empty()) append_field(out, "event", event.type);
  for (std::string_view rest = event.data;;) {
    const auto end = rest.find_first_of("\r\n");
    append_field(out, "data", rest.substr(0, end));
    if (end == rest.npos) break;
    rest.remove_prefix(end + (rest.substr(end).starts_with("\r\n") ? 2 : 1));
  }
  out += '\n';
}

Response event_stream(std::unique_ptr<EventSource> source, EventStreamOptions options) {
  Response response;
  response.header("Content-Type", "text/event-stream");
  response.header("Cache-Control", "no-store");
  response.header("X-Accel-Buffering", "no");  // nginx
  response.content = std::make_unique<EventContent>(std::move(source), options);
  return response;
}

std::string_view last_event_id(const Request& request) { return request.header("Last-Event-ID"); }

}  // namespace tenstone::http
