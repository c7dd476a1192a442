#include "redis_copy.hpp"

#include <charconv>

namespace tenstone::flags {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kCopy = "tenstone:flags:copy";
constexpr auto kTextDeadline = 1000ms;  // megabytes, perhaps

// KEYS copy; ARGV installation, version, change, text, channel, and the first three as they were seen.
const redis::Script& replace_script() {
  static const redis::Script script(R"(
local have = redis.call('HMGET', KEYS[1], 'installation', 'version', 'change')
local same = have[1] == ARGV[1]
if same and have[2] == ARGV[2] and have[3] == ARGV[3] then return 0 end
local older = same and (tonumber(have[2]) or -1) < tonumber(ARGV[2])
local seen = (have[1] or '') == ARGV[6] and (have[2] or '') == ARGV[7] and (have[3] or '') == ARGV[8]
if not older and not seen then return 0 end
redis.call('HSET', KEYS[1], 'installation', ARGV[1], 'version', ARGV[2], 'change', ARGV[3], 'text', ARGV[4])
if older or not have[1] then redis.call('PUBLISH', ARGV[5], ARGV[2]) end
return 1)");
  return script;
}

std::optional<Identity> identity_of(const std::array<std::string, 3>& words) {
  const auto installation = parse_uuid(words[0]), change = parse_uuid(words[2]);
  std::int64_t version = 0;
  const char* end = words[1].data() + words[1].size();
  const auto read = std::from_chars(words[1].data(), end, version);
  if (!installation || !change || read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return Identity{*installation, version, *change};
}

}  // namespace

Task<Result<RedisCopy::Seen>> RedisCopy::look() {
  auto reply = co_await redis_.command({"HMGET", kCopy, "installation", "version", "change"});
  if (!reply) co_return reply.error();
  Seen seen;
  for (std::size_t i = 0; i < seen.words.size() && i < reply->items.size(); ++i)
    seen.words[i] = std::move(reply->items[i].text);
  seen.identity = identity_of(seen.words);
  co_return seen;
}

Task<Result<std::string>> RedisCopy::text() {
  auto reply = co_await redis_.command({"HGET", kCopy, "text"}, kTextDeadline);
  if (!reply) co_return reply.error();
  co_return std::move(reply->text);
}

Task<Result<void>> RedisCopy::replace(Identity with, std::string text, Seen seen) {
  const std::string installation = to_string(with.installation), version = std::to_string(with.version),
                    change = to_string(with.change);
  const std::array<std::string_view, 9> words{kCopy,     installation,  version,       change,       text,
                                              kMessages, seen.words[0], seen.words[1], seen.words[2]};
  const auto done = co_await redis_.evaluate(replace_script(), 1, words, kTextDeadline);
  if (!done) co_return done.error();
  co_return Result<void>();
}

}  // namespace tenstone::flags
