// webhook source …: who may send events here.

#include "input_file.hpp"
#include "one_line.hpp"
#include "person.hpp"
#include "process.hpp"
#include "tenstone/core/console.hpp"
#include "tenstone/webhooks/sources.hpp"
#include "verbs.hpp"
#include "webhook_verbs.hpp"

namespace tenstone::cli {
namespace {

constexpr std::size_t kMostSources = 1000;

std::string_view name_of(webhooks::Scheme scheme) { return schema(validation::For<webhooks::Scheme>()).name(scheme); }

void print(const webhooks::SourceView& source) {
  console::print("{:30}  {:17}  {}{}\n", "/hooks/" + source.name, name_of(source.scheme),
                 source.enabled ? "on " : "off", source.action ? "  starts " + *source.action : "");
  for (const webhooks::KeyInfo& key : source.keys)
    console::print("  secret {}{}\n", to_string(key.id), key.not_after ? "  until " + to_rfc3339(*key.not_after) : "");
}

void print(const webhooks::MadeSource& made) {
  print(made.source);
  if (made.secret) console::print("secret: {}\nIt is shown this once; give it to the sender.\n", *made.secret);
}

// The secret that a sender has made, if any.
std::optional<std::string> given_secret(const std::string& file) {
  if (file.empty()) return std::nullopt;
  return std::string(trimmed(read_input(file, kMostSecretBytes)));
}

}  // namespace

int webhook_source_add(const Settings& settings, const std::string& email, const SourceWords& words) {
  webhooks::NewSource source{
      .name = words.name, .scheme = scheme_of(words.scheme), .secret = given_secret(words.secret)};
  if (!words.action.empty()) source.action = words.action;
  return with_person("webhook", settings, email, [&](Process& process, webhooks::Caller by) -> Task<> {
    if (source.action)
      if (const auto run = co_await process.platform.ask_workers(*source.action); !run) throw Failure(run.error());
    const auto made = co_await process.platform.webhooks().sources->create(by, source);
    if (!made) throw Failure(in_one_line(made.error()));
    print(*made);
  });
}

int webhook_source_list(const Settings& settings, const std::string& email) {
  return with_person("webhook", settings, email, [&](Process& process, webhooks::Caller by) -> Task<> {
    for (const webhooks::SourceView& source :
         co_await process.platform.webhooks().sources->list(by.org, "", kMostSources))
      print(source);
  });
}

int webhook_source_rotate(const Settings& settings, const std::string& email, const SourceWords& words) {
  const auto secret = given_secret(words.secret);
  return with_person("webhook", settings, email, [&](Process& process, webhooks::Caller by) -> Task<> {
    const auto made = co_await process.platform.webhooks().sources->rotate(by, words.name, secret, webhooks::kOverlap);
    if (!made) throw Failure(in_one_line(made.error()));
    print(*made);
  });
}

int webhook_source_remove(const Settings& settings, const std::string& email, const std::string& name) {
  return with_person("webhook", settings, email, [&](Process& process, webhooks::Caller by) -> Task<> {
    const auto removed = co_await process.platform.webhooks().sources->remove(by, name);
    if (!removed) throw Failure(removed.error());
  });
}

}  // namespace tenstone::cli
