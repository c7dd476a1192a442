#include "tenstone/service/program.hpp"

#include <algorithm>
#include <fmt/core.h>

#include "route_list.hpp"
#include "tenstone/config/table.hpp"
#include "tenstone/core/console.hpp"
#include "tenstone/http/app.hpp"
#include "tenstone/http/errors.hpp"
#include "tenstone/logging/crash.hpp"
#include "tenstone/service/local_services.hpp"
#include "tenstone/service/output.hpp"
#include "tenstone/service/probe.hpp"

namespace tenstone::service {
using namespace std::chrono_literals;
namespace {

constexpr std::size_t kVerbColumn = 10;

// How a verb is used: "token NAME [--scope SCOPE]…".
std::string usage_of(const Verb& verb) { return verb.usage.empty() ? verb.name : verb.name + " " + verb.usage; }

void help(Service& service, const std::vector<Verb>& verbs) {
  const std::string& name = service.name();
  console::print("Usage: {0} [VERB] [SETTINGS]\n\n", name);
  console::print("  serve      serve until Ctrl-C; what it does without a verb\n");
  if (service.settings().needs.worker)
    console::print("  worker     do the background work until Ctrl-C, beside the one that serves\n");
  console::print("  health     ask the one on this machine whether it is ready; for container health checks\n");
  if (service.settings().needs.postgres)
    console::print("  migrate    bring the database to this version's schema; --status: say what stands where\n");
  console::print("  config     list every setting: value, source, default, meaning\n");
  console::print("  routes     list every route, and what stands before it\n");
  for (const Verb& verb : verbs) {
    const std::string usage = usage_of(verb);
    if (usage.size() <= kVerbColumn)
      console::print("  {:{}} {}\n", usage, kVerbColumn, verb.meaning);
    else
      console::print("  {}\n  {:{}} {}\n", usage, "", kVerbColumn, verb.meaning);
  }
  console::print("  --help     this text\n  --version  the version of {} and of Tenstone\n\n", name);
  console::print("Settings: flag --http-port 8080 = environment TENSTONE_HTTP_PORT=8080 = a line of --config FILE.\n");
  for (const config::Key* key : service.config().keys()) console::print("  {:28} {}\n", key->flag, key->meaning);
  console::print("\nExit codes: 0 done · 1 it could not be done · 2 it was asked wrongly.\n");
}

int health(Service& service) {
  const auto answer = probe({service.settings().http.address, service.port()}, "/readyz", 2s);
  if (!answer) return report(service.name(), answer.error());
  console::print("{}\n", *answer);
  return 0;
}

int report_lines(std::string_view name, int code, std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    console::print_error("{}: {}\n", name, text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return code;
}

Arguments arguments_of(std::vector<std::string> words) {
  Arguments all;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (!words[i].starts_with("--")) {
      all.words.push_back(std::move(words[i]));
      continue;
    }
    const std::string word = words[i].substr(2);
    const std::size_t equals = word.find('=');
    const bool next = equals == word.npos && i + 1 < words.size() && !words[i + 1].starts_with("--");
    std::string value = equals != word.npos ? word.substr(equals + 1) : next ? words[++i] : "true";
    all.options.emplace_back(word.substr(0, equals), std::move(value));
  }
  return all;
}

// "/scope/0" is the option --scope.
std::string option_of(std::string_view pointer) {
  return pointer.empty() ? "what was given" : fmt::format("--{}", pointer.substr(1, pointer.find('/', 1) - 1));
}

int report_of(const Service& service, const Verb& verb, const Error& error) {
  for (const Issue& issue : error.issues)
    report_lines(service.name(), 2, fmt::format("{} {}", option_of(issue.pointer), issue.message));
  if (!error.issues.empty()) return 2;
  if (error.code != kArgumentsInvalid.name()) return report(service.name(), error);
  return report_lines(service.name(), 2,
                      fmt::format("{}. Usage: {} {}", error.message, service.name(), usage_of(verb)));
}

bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

// What does not fit "NAME SCOPE…", which says all that the verb takes; "": all does. A word in small letters stands for
// itself, and the last one may be given again if an ellipsis says so. A usage with options is the verb's own to check.
std::string misuse_of(std::string_view usage, const std::vector<std::string>& words) {
  constexpr std::string_view kMore = "…";
  if (usage.contains('[')) return {};
  std::size_t at = 0;
  for (std::string_view rest = usage; !rest.empty();) {
    const std::string_view part = rest.substr(0, rest.find(' '));
    rest.remove_prefix(std::min(rest.size(), part.size() + 1));
    if (at == words.size()) return fmt::format("{} is missing", part);
    const bool more = part.ends_with(kMore);
    for (const std::size_t end = more ? words.size() : at + 1; at < end; ++at) {
      const std::string& word = words[at];
      if (word.starts_with("--")) return word + " is no setting";
      if (!is_capital(part[0]) && word != part) return fmt::format("{} is not {}", word, part);
      if (word.empty()) return fmt::format("{} is empty", part);
      if (console::printable(word) != word)
        return fmt::format("{}: {} has a character that is none of a name", part, word);
    }
  }
  return at == words.size() ? "" : fmt::format("{} is too much", words[at]);
}

int run_own(Service& service, const Verb& verb, std::vector<std::string> words) {
  if (std::ranges::count(words, "--help") + std::ranges::count(words, "-h") > 0)
    return console::print("Usage: {} {} [SETTINGS]\n\n  {}\n", service.name(), usage_of(verb), verb.meaning), 0;
  service.become_tool();
  const std::vector<std::string> settings = service.config().take_flags(words);
  if (const std::string misuse = misuse_of(verb.usage, words); !misuse.empty())
    return report_of(service, verb, Error(kArgumentsInvalid, misuse));
  if (const auto loaded = service.load(settings); !loaded) return report(service.name(), loaded.error());
  service.open();
  Result<void> done;
  service.run([&]() -> Task<> { done = co_await verb.run(arguments_of(std::move(words))); });
  return done ? 0 : report_of(service, verb, done.error());
}

int run_verb(Service& service, std::string_view verb, std::vector<std::string> settings,
             const std::function<int()>& serve, const std::vector<Verb>& verbs) {
  if (verb == "--help" || verb == "-h") return help(service, verbs), 0;
  if (verb == "--version") return console::print("{} (Tenstone {})\n", service.name(), TENSTONE_VERSION), 0;
  if (const auto own = std::ranges::find(verbs, verb, &Verb::name); own != verbs.end())
    return run_own(service, *own, std::move(settings));
  const bool migrates = verb == "migrate" && service.settings().needs.postgres;
  const bool works = verb == "worker" && service.settings().needs.worker;
  const bool status = migrates && std::erase(settings, "--status") > 0;
  const bool lists = verb == "routes";
  if (verb != "serve" && verb != "health" && verb != "config" && !lists && !migrates && !works) {
    console::print_error("{0}: there is no verb '{1}'. See: {0} --help\n", service.name(), verb);
    return 2;
  }
  if (works) service.become_worker();
  if (lists) service.become_tool();
  if (const auto loaded = service.load(settings); !loaded) return report(service.name(), loaded.error());
  if (verb == "health") return health(service);
  if (verb == "config") return console::print("{}", console::Lines(service.config().explain())), 0;
  if (migrates) return migrate(service, status);
  service.open();
  lists_routes() = lists;
  if (!works) return serve();
  http::App app;
  return service.serve(app, Service::Role::Worker);
}

}  // namespace

int migrate(Service& service, bool status) {
  const auto waits = [&](const Error& error) {
    console::print_error("{}: waits for the database: {}\n", service.name(), error.detail);
  };
  const auto steps = status ? service.schema_status() : service.migrate(waits);
  for (const postgres::MigrationState& step : steps)
    console::print("{:8} {} {:04} {}\n", to_string(step.state), step.module, step.version, step.name);
  if (steps.empty()) console::print("Nothing was pending.\n");
  return 0;
}

int report(std::string_view name, const Error& error) {
  const bool asked_wrongly =
      error.kind == ErrorKind::Invalid || error.kind == ErrorKind::Unreadable || error.is(http::kPortTaken);
  if (!error.is(config::kConfigInvalid)) return report_lines(name, asked_wrongly ? 2 : 1, error.message);
  for (const Issue& issue : error.issues)
    report_lines(name, 2, fmt::format("{} ({}): {}", issue.pointer, issue.in, issue.message));
  return 2;
}

int run(Service& service, int argc, char** argv, std::function<int()> serve, const std::vector<Verb>& verbs) {
  logging::write_last_lines_in_a_crash();
  int exit_code = 0;
  if (local_services::handle_supervisor_verb(argc, argv, exit_code)) return exit_code;
  std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
  std::string verb = "serve";
  const bool named = !words.empty() && (!words[0].starts_with('-') || words[0] == "--help" || words[0] == "-h" ||
                                        words[0] == "--version");
  if (named) {
    verb = words[0];
    words.erase(words.begin());
  }
  try {
    return end_output(service.name(), run_verb(service, verb, words, serve, verbs));
  } catch (const Failure& failure) {
    return report(service.name(), failure.error());
  } catch (const std::exception& error) {
    return report_lines(service.name(), 1, error.what());
  } catch (...) {
    return report_lines(service.name(), 1, "not a std::exception was thrown");
  }
}

}  // namespace tenstone::service
