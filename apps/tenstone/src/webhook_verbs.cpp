#include "webhook_verbs.hpp"

#include "person.hpp"
#include "tenstone/webhooks/sources.hpp"

namespace tenstone::cli {
namespace {

inline const ErrorCode kSchemeUnknown{ErrorKind::Invalid, "scheme_unknown",
                                      "There is no such scheme; there are standard-webhooks, stripe, github, slack"};

}  // namespace

int with_person(std::string verb, const Settings& settings, const std::string& email,
                std::function<Task<>(Process& process, webhooks::Caller by)> work) {
  Process process(std::move(verb), settings);
  process.service.open();
  process.service.run([&]() -> Task<> {
    const platform::Requester by = requester(co_await find_person(process, email));
    co_await work(process, {by.org, by.actor});
  });
  return 0;
}

webhooks::Scheme scheme_of(const std::string& name) {
  const auto* scheme = schema(validation::For<webhooks::Scheme>()).find(name);
  if (scheme == nullptr)
    throw Failure(Error(kSchemeUnknown, fmt::format("--scheme {}: {}", name, kSchemeUnknown.meaning())));
  return *scheme;
}

std::string_view trimmed(std::string_view text) {
  constexpr auto kBlanks = " \t\r\n";
  const auto first = text.find_first_not_of(kBlanks), last = text.find_last_not_of(kBlanks);
  return first == text.npos ? std::string_view() : text.substr(first, last + 1 - first);
}

}  // namespace tenstone::cli
