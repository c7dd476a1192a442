#include "tenstone/flags/changes.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

#include "tenstone/core/encoding.hpp"
#include "tenstone/core/hash.hpp"
#include "tenstone/runtime/event.hpp"

namespace tenstone::flags {
namespace {

constexpr std::chrono::seconds kSlot{300};
constexpr std::uint32_t kOldSlots = 2;  // that are good besides the current one, and one of a clock that is ahead
constexpr std::size_t kIdBytes = 16, kClaimBytes = kIdBytes + 1 + 4, kTagBytes = 16;
constexpr std::string_view kPurpose("flags stream\0", 13);

std::int64_t unix_seconds(Time time) {
  return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

// id, kind, slot (big-endian).
std::string claim_of(const KeyHolder& key, std::uint32_t slot) {
  std::string claim(key.id.bytes.begin(), key.id.bytes.end());
  claim += static_cast<char>(key.kind);
  for (int shift = 24; shift >= 0; shift -= 8) claim += static_cast<char>(slot >> shift);
  return claim;
}

std::string tag_of(const EvaluationKey& key, std::string_view claim) {
  return HmacSha256(key.hash)({kPurpose, claim}).substr(0, kTagBytes);
}

}  // namespace

const EvaluationKey* find_key(const Snapshot& snapshot, const KeyHolder& holder) {
  const auto found = std::ranges::find_if(
      snapshot.keys(), [&](const EvaluationKey& key) { return key.id == holder.id && key.kind == holder.kind; });
  return found == snapshot.keys().end() ? nullptr : &*found;
}

struct Changes::State {
  State(runtime::Loops& of, const Flags& from, const Clock& time, http::StreamLimits limits)
      : loops(of), flags(from), clock(time), hub(loops, limits), changed(loops, [](runtime::Loop& loop) {
          return std::make_unique<runtime::Event>(loop);
        }) {}

  std::uint32_t slot() const { return static_cast<std::uint32_t>(unix_seconds(clock.now()) / kSlot.count()); }

  runtime::Loops& loops;
  const Flags& flags;
  const Clock& clock;
  http::EventHub hub;
  runtime::PerLoop<runtime::Event> changed;
  std::optional<Identity> announced;  // of one thread at a time: before the loops run, then loops[0]
};

Changes::Changes(runtime::Loops& loops, const Flags& flags, const Clock& clock, http::StreamLimits limits)
    : state_(std::make_shared<State>(loops, flags, clock, limits)) {
  announce();
}

void Changes::announce() {
  const Identity& now = state_->flags.now().identity();
  if (state_->announced == now) return;  // the same state from a better source
  state_->announced = now;
  const std::string data = fmt::format(R"({{"type":"refetchEvaluation","etag":"{}","lastModified":{}}})",
                                       change_text(now), unix_seconds(state_->clock.now()));
  state_->hub.publish({.data = data, .id = to_string(now.change)});
  for (std::size_t i = 0; i < state_->loops.size(); ++i)
    state_->loops[i].post([state = state_, i] { state->changed.at(i).notify(); });
}

std::string Changes::token(const EvaluationKey& key) const {
  std::string claim = claim_of({key.id, key.kind}, state_->slot());
  claim += tag_of(key, claim);
  return to_base64url(claim);
}

std::optional<KeyHolder> Changes::holder(std::string_view token) const {
  const auto bytes = from_base64url(token);
  if (!bytes || bytes->size() != kClaimBytes + kTagBytes) return std::nullopt;
  const std::string_view claim = std::string_view(*bytes).substr(0, kClaimBytes);
  KeyHolder holder;
  std::ranges::copy(claim.substr(0, kIdBytes), holder.id.bytes.begin());
  holder.kind = static_cast<KeyKind>(claim[kIdBytes]);
  const EvaluationKey* key = find_key(state_->flags.now(), holder);
  if (key == nullptr || !equal_in_constant_time(tag_of(*key, claim), std::string_view(*bytes).substr(kClaimBytes)))
    return std::nullopt;
  const std::uint32_t now = state_->slot();
  for (std::uint32_t slot = now - kOldSlots; slot != now + 2; ++slot)
    if (claim == claim_of(holder, slot)) return holder;
  return std::nullopt;
}

Result<std::unique_ptr<http::EventSource>> Changes::open(const http::Request& request, const KeyHolder& key) const {
  return state_->hub.join(request,
                          [state = state_.get(), key] { return find_key(state->flags.now(), key) != nullptr; });
}

Task<> Changes::reaches(std::int64_t version, std::chrono::steady_clock::duration time) const {
  const auto state = state_;
  const auto deadline = std::chrono::steady_clock::now() + time;
  while (state->flags.now().version() < version) {
    const auto left = deadline - std::chrono::steady_clock::now();
    if (left.count() <= 0) co_return;
    co_await state->changed.here().wait(left);
  }
}

std::size_t Changes::streams() const { return state_->hub.streams(); }

std::string change_text(const Identity& identity) {
  return fmt::format("{}.{}", identity.version, to_string(identity.change));
}

std::optional<std::int64_t> version_in(std::string_view text) {
  std::int64_t version = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), version);
  if (error != std::errc() || end == text.data() + text.size() || *end != '.') return std::nullopt;
  return version;
}

}  // namespace tenstone::flags
