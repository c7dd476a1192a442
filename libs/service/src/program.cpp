#include "tenstone/service/program.hpp"

#include <algorithm>
#include <fmt/core.h>

#include "tenstone/config/table.hpp"
#include "tenstone/http/app.hpp"
#include "tenstone/http/errors.hpp"
#include "tenstone/logging/crash.hpp"
#include "tenstone/service/local_services.hpp"
#include "tenstone/service/probe.hpp"

namespace tenstone::service {
using namespace std::chrono_literals;
namespace {

void help(Service& service) {
  const std::string& name = service.name();
  fmt::print("Usage: {0} [VERB] [SETTINGS]\n\n", name);
  fmt::print("  serve      serve until Ctrl-C; what it does without a verb\n");
  if (service.settings().needs.worker)
    fmt::print("  worker     do the background work until Ctrl-C, beside the one that serves\n");
  fmt::print("  health     ask the one on this machine whether it is ready; for container health checks\n");
  if (service.settings().needs.postgres)
    fmt::print("  migrate    bring the database to this version's schema; --status: say what stands where\n");
  fmt::print("  config     list every setting: value, source, default, meaning\n");
  fmt::print("  --help     this text\n  --version  the version of {} and of Tenstone\n\n", name);
  fmt::print("Settings: flag --http-port 8080 = environment TENSTONE_HTTP_PORT=8080 = a line of --config FILE.\n");
  for (const config::Key* key : service.config().keys()) fmt::print("  {:28} {}\n", key->flag, key->meaning);
  fmt::print("\nExit codes: 0 done · 1 it could not be done · 2 it was asked wrongly.\n");
}

int health(Service& service) {
  const auto answer = probe(service.port(), "/readyz", 2s);
  if (!answer) return report(service.name(), answer.error());
  fmt::print("{}\n", *answer);
  return 0;
}

int run_verb(Service& service, std::string_view verb, std::vector<std::string> settings,
             const std::function<int()>& serve) {
  if (verb == "--help" || verb == "-h") return help(service), 0;
  if (verb == "--version") return fmt::print("{} (Tenstone {})\n", service.name(), TENSTONE_VERSION), 0;
  const bool migrates = verb == "migrate" && service.settings().needs.postgres;
  const bool works = verb == "worker" && service.settings().needs.worker;
  const bool status = migrates && std::erase(settings, "--status") > 0;
  if (verb != "serve" && verb != "health" && verb != "config" && !migrates && !works) {
    fmt::print(stderr, "{0}: there is no verb '{1}'. See: {0} --help\n", service.name(), verb);
    return 2;
  }
  if (works) service.become_worker();
  if (const auto loaded = service.load(settings); !loaded) return report(service.name(), loaded.error());
  if (verb == "health") return health(service);
  if (verb == "config") return fmt::print("{}", service.config().explain()), 0;
  if (migrates) return migrate(service, status);
  service.open();
  if (!works) return serve();
  http::App app;
  return service.serve(app, Service::Role::Worker);
}

int report_lines(std::string_view name, int code, std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    fmt::print(stderr, "{}: {}\n", name, text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return code;
}

}  // namespace

int migrate(Service& service, bool status) {
  const auto steps = status ? service.schema_status() : service.migrate();
  for (const postgres::MigrationState& step : steps)
    fmt::print("{:8} {} {:04} {}\n", to_string(step.state), step.module, step.version, step.name);
  if (steps.empty()) fmt::print("Nothing was pending.\n");
  return 0;
}

int report(std::string_view name, const Error& error) {
  const bool asked_wrongly = error.kind == ErrorKind::Invalid || error.is(http::kPortTaken);
  if (!error.is(config::kConfigInvalid)) return report_lines(name, asked_wrongly ? 2 : 1, error.message);
  for (const Issue& issue : error.issues)
    report_lines(name, 2, fmt::format("{} ({}): {}", issue.pointer, issue.in, issue.message));
  return 2;
}

int run(Service& service, int argc, char** argv, std::function<int()> serve) {
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
    return run_verb(service, verb, words, serve);
  } catch (const Failure& failure) {
    return report(service.name(), failure.error());
  } catch (const std::exception& error) {
    return report_lines(service.name(), 1, error.what());
  } catch (...) {
    return report_lines(service.name(), 1, "not a std::exception was thrown");
  }
}

}  // namespace tenstone::service
