// flag …: what flags there are, and how they change.
#include <fmt/core.h>

#include "flag_verbs.hpp"
#include "input_file.hpp"
#include "one_line.hpp"
#include "own_name.hpp"
#include "process.hpp"
#include "switched.hpp"
#include "tenstone/core/console.hpp"
#include "tenstone/flags/diff.hpp"
#include "tenstone/flags/store.hpp"

namespace tenstone::cli {
namespace {

constexpr std::size_t kMostFlags = flags::kMaxDefinitions, kMostDefinitionBytes = 4 * 1024 * 1024;

int with_store(const Settings& settings, const std::function<Task<>(Process&, flags::Store&)>& work) {
  Process process("flag", settings);
  process.service.open();
  process.service.run([&]() -> Task<> { co_await work(process, *process.platform.flags().store); });
  return 0;
}

template <class T>
T done(Result<T> result) {
  if (!result) throw Failure(in_one_line(result.error()));
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

flags::By by(const FlagWords& words) { return {.actor = "operator", .reason = words.reason}; }
web::IfMatch known(std::int64_t revision) { return {.any = false, .versions = {revision}}; }

std::string_view state_of(const flags::Definition& flag) {
  if (flag.killed) return "killed";
  return flag.enabled ? "on" : "off";
}

// "20% on, else off"
std::string text_of(const flags::Serve& serve) {
  if (!serve.split) return serve.variant;
  std::map<std::string, int> shares;
  for (const flags::Range& range : serve.split->ranges) shares[range.variant] += range.to - range.from;
  std::string text;
  for (const auto& [variant, share] : shares) text += fmt::format("{} {}, ", flags::share_text(share), variant);
  return text + "else " + serve.split->rest;
}

void print(const flags::StoredFlag& flag) {
  const flags::Definition& is = flag.value;
  std::string rules;
  if (!is.rules.empty()) rules = fmt::format("{} rule{}, then ", is.rules.size(), is.rules.size() == 1 ? "" : "s");
  console::print("{:32}  {:6}  {}{}\n", is.key, state_of(is), rules,
                 is.otherwise ? text_of(*is.otherwise) : "no default");
}

void print_whole(const flags::StoredFlag& flag) {
  const flags::Definition& is = flag.value;
  print(flag);
  console::print("  revision {}, changed {} by {}\n", flag.revision, to_rfc3339(flag.changed_at), flag.changed_by);
  for (const auto& [name, value] : is.variants) console::print("  variant {}: {}\n", name, to_json(value));
  for (const flags::Target& target : is.targets)
    console::print("  target: {} for {} people\n", target.variant, target.units.size());
  for (std::size_t i = 0; i < is.rules.size(); ++i)
    console::print("  rule {}{}: {}\n", i, is.rules[i].name.empty() ? "" : " " + is.rules[i].name,
                   text_of(is.rules[i].serve));
}

Task<flags::StoredFlag> find(flags::Store& store, const std::string& key) {
  auto found = co_await store.find(key);
  if (!found) throw Failure(Error(flags::kFlagNotFound, fmt::format("there is no flag {}", key)));
  co_return std::move(*found);
}

std::string json_of(const std::optional<flags::Definition>& flag) { return flag ? to_json(*flag) : "null"; }

void print(const flags::Revision& revision) {
  console::print("{:>4}  {}  {}{}\n", revision.revision, to_rfc3339(revision.at), revision.actor,
                 revision.reason.empty() ? "" : ": " + revision.reason);
  if (!revision.before || !revision.after) {
    console::print("      {}\n", revision.after ? "made: " + json_of(revision.after) : "removed");
    return;
  }
  for (const flags::Difference& each : flags::differences(json_of(revision.before), json_of(revision.after)))
    console::print("      {}: {} -> {}\n", each.pointer, each.before.value_or("(none)"), each.after.value_or("(none)"));
}

}  // namespace

int flag_list(const Settings& settings) {
  return with_store(settings, [](Process&, flags::Store& store) -> Task<> {
    if ((co_await store.kill_switch()).killed)
      console::print("All flags are killed: `{} flag revive` takes it back\n", program_name());
    for (const flags::StoredFlag& flag : co_await store.list("", kMostFlags)) print(flag);
  });
}

int flag_show(const Settings& settings, const FlagWords& words) {
  return with_store(settings, [&](Process&, flags::Store& store) -> Task<> {
    const flags::StoredFlag flag = co_await find(store, words.key);
    if (words.json)
      console::print("{}\n", to_json(flag.value));
    else
      print_whole(flag);
  });
}

int flag_set(const Settings& settings, const FlagWords& words) {
  if (words.file.empty() == words.value.empty())
    throw Failure(Error(kFlagValueInvalid, "say what it is to be: on, off, a share such as 20%, or --file FILE"));
  std::optional<flags::Definition> given;
  if (!words.file.empty()) {
    auto read = flags::parse_definition(read_input(words.file, kMostDefinitionBytes));
    if (!read) read.error().message.insert(0, words.file + ": ");
    given = done(std::move(read));
    if (given->key != words.key)
      throw Failure(Error(kFlagValueInvalid, fmt::format("{} defines {}, not {}", words.file, given->key, words.key)));
  }
  return with_store(settings, [&](Process&, flags::Store& store) -> Task<> {
    const auto stored = co_await store.find(words.key);
    const auto current = stored ? std::optional(stored->value) : std::nullopt;
    flags::Definition wanted = given ? *given : done(switched(words.key, current, words.value));
    const auto seen = stored ? std::optional(known(stored->revision)) : std::nullopt;
    print(done(co_await store.put(by(words), std::move(wanted), seen, words.confirm_rebucket)).stored);
  });
}

int flag_remove(const Settings& settings, const FlagWords& words) {
  return with_store(settings, [&](Process&, flags::Store& store) -> Task<> {
    const flags::StoredFlag flag = co_await find(store, words.key);
    done(co_await store.remove(by(words), words.key, known(flag.revision)));
  });
}

int flag_history(const Settings& settings, const FlagWords& words) {
  return with_store(settings, [&](Process&, flags::Store& store) -> Task<> {
    const auto revisions = co_await store.history(words.key, std::nullopt, static_cast<std::size_t>(words.limit));
    if (revisions.empty())
      throw Failure(Error(flags::kFlagNotFound, fmt::format("there never was a flag {}", words.key)));
    for (const flags::Revision& revision : revisions) print(revision);
  });
}

int flag_rollback(const Settings& settings, const FlagWords& words) {
  return with_store(settings, [&](Process&, flags::Store& store) -> Task<> {
    const auto newest = co_await store.history(words.key, std::nullopt, 1);
    if (newest.empty()) throw Failure(Error(flags::kFlagNotFound, fmt::format("there never was a flag {}", words.key)));
    const web::IfMatch seen = known(newest.front().revision);
    print_whole(done(co_await store.rollback(by(words), words.key, words.revision, seen)));
  });
}

int flag_kill(const Settings& settings, const FlagWords& words, bool killed) {
  return with_store(settings, [&](Process&, flags::Store& store) -> Task<> {
    const web::IfMatch whatever{.any = true, .versions = {}};
    if (words.key.empty())
      done(co_await store.set_kill_switch(by(words), killed, whatever));
    else
      print(done(co_await store.kill(by(words), words.key, killed, whatever)));
  });
}

}  // namespace tenstone::cli
