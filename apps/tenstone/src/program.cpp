// Reads the command line, and turns what goes wrong into one line on stderr and an exit code.
#include "tenstone/cli/program.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fmt/core.h>
#include <functional>
#include <optional>
#include <sstream>

#include "argument_checks.hpp"
#include "own_name.hpp"
#include "process.hpp"
#include "subcommands.hpp"
#include "tenstone/core/console.hpp"
#include "tenstone/core/error.hpp"
#include "tenstone/logging/crash.hpp"
#include "tenstone/service/local_services.hpp"
#include "tenstone/service/output.hpp"
#include "verbs.hpp"

namespace tenstone::cli {
namespace {

constexpr auto kFooter = R"(
Settings are the same everywhere: flag --http-port 8080 = environment TENSTONE_HTTP_PORT=8080 = a line of --config FILE.
`tenstone config` lists them all with their values and where each comes from.

Exit codes: 0 done · 1 it could not be done · 2 it was asked wrongly; one line on stderr says what, where and how to fix it.)";

constexpr auto kNewFooter = R"(
Each answers /health, has Docker and env files for development and production, and a first scenario.
  --bare        src/main.cpp orders the middleware line by line; needs no server
  --structured  a controller whose types are its contract, a table of its own; works with PostgreSQL and Redis
  --platform    the whole platform, api and worker, with an action of its own that C++ code carries out
It builds with CMake on the toolkit that `make install` put there. No git, and nothing is downloaded.

  tenstone new tea-house --bare
  tenstone new library --structured --at ~/services/library
  tenstone new shop --platform)";

void add_process_verbs(CLI::App& app, Run& run) {
  verb(app, "up", "Run everything in this terminal: PostgreSQL, Redis, api and worker. Ctrl-C stops it", run, up);
  verb(app, "down", "Stop what `up` runs in another terminal", run, down);
  static bool yes = false;
  verb(app, "reset", "Delete the data folder: database, files, logs. Asks first", run, [](const Settings& s) {
    return reset(s, yes);
  })->add_flag("--yes", yes, "Do not ask");
  verb(app, "api", "Serve the HTTP API", run, api);
  verb(app, "worker", "Do the background work", run, worker);
  static bool status = false;
  verb(app, "migrate", "Bring the database to this version's schema", run, [](const Settings& s) {
    return migrate(s, status);
  })->add_flag("--status", status, "Only say what is applied and what is pending");
  verb(app, "health", "Ask the api on this machine whether it is ready; for container health checks", run, health);
  verb(app, "doctor", "Check ports, packages, disk, clock, servers; print the fix for each finding", run, doctor);
  verb(app, "routes", "List the middleware, in order, and every route", run, routes);
  static bool markdown = false;
  verb(app, "config", "List every setting: value, source, default, meaning", run, [](const Settings& s) {
    return config(s, markdown);
  })->add_flag("--markdown", markdown, "As docs/configuration.md");
  app.add_subcommand("errors", "List every error code, as docs/errors.md")->callback([&run] { run = errors; });
}

void add_services(CLI::App& app, Run& run, const std::vector<std::string>& command) {
  static std::string stop, state;
  CLI::App* sub = verb(app, "services",
                       "Hold the private PostgreSQL and Redis while `-- COMMAND` runs, with DATABASE_URL and REDIS_URL "
                       "set; without one print both",
                       run, [&command](const Settings& s) { return services(s, stop, state, command); });
  sub->add_option("--stop", stop, "Stop the services of this data folder; - is the configured one")
      ->type_name("FOLDER");
  sub->add_option("--state", state, "Say whether they run: stopped, starting, running, stopping")->type_name("FOLDER");
}

void add_actions(CLI::App& app, Run& run) {
  CLI::App* action = app.add_subcommand("action", "What can be triggered");
  action->require_subcommand(1);
  static std::string name, input = "{}", delay = "0s", email, file;
  static bool json = false;
  verb(*action, "list", "List the actions, and whether a file, a sample or `action set` declares each", run,
       action_list);
  verb(*action, "set", "Declare an action, or declare it anew, for all processes at once", run,
       [](const Settings& s) { return action_set(s, file); })
      ->add_option("file", file, "Its declaration, as YAML or JSON; - is stdin")
      ->required()
      ->type_name("FILE");
  verb(*action, "show", "Show a declaration as JSON, as `action set` takes it", run,
       [](const Settings& s) { return action_show(s, name); })
      ->add_option("name", name, "Which action")
      ->required()
      ->type_name("NAME");
  verb(*action, "remove", "Remove an action that `action set` declared", run,
       [](const Settings& s) { return action_remove(s, name); })
      ->add_option("name", name, "Which action")
      ->required()
      ->type_name("NAME");
  CLI::App* trigger = verb(*action, "run", "Trigger an action, as the API does", run,
                           [](const Settings& s) { return action_run(s, name, input, delay, email, json); });
  trigger->add_flag("--json", json, "As the API answers");
  trigger->add_option("name", name, "Which action")->required()->type_name("NAME");
  trigger->add_option("--input", input, "Its input. Default: {}")->type_name("JSON");
  trigger->add_option("--delay", delay, "Not before this time has passed: 90s, 10min, 2h")->type_name("DURATION");
  trigger->add_option("--as", email, "On whose behalf")->required()->type_name("EMAIL");
}

void add_jobs(CLI::App& app, Run& run) {
  static std::string email, state, id;
  static int limit = 20;
  static bool json = false;
  const auto takes_json = [](CLI::App* sub) { sub->add_flag("--json", json, "As the API answers"); };
  CLI::App* job = app.add_subcommand("job", "What was triggered");
  job->require_subcommand(1);
  CLI::App* list = verb(*job, "list", "List jobs, newest first", run,
                        [](const Settings& s) { return job_list(s, state, limit, email, json); });
  takes_json(list);
  list->add_option("--state", state, "queued, running, retrying, succeeded, failed or cancelled")->type_name("STATE");
  list->add_option("--limit", limit, "How many. Default: 20")->check(CLI::Range(1, 1000));
  list->add_option("--as", email, "Whose")->required()->type_name("EMAIL");
  struct OfOne {
    const char *name, *summary;
    int (*body)(const Settings&, const std::string&);
  };
  for (const OfOne& each :
       {OfOne{"show", "Show a job with each attempt and its log",
              [](const Settings& s, const std::string& which) { return job_show(s, which, json); }},
        OfOne{"cancel", "Cancel a job that has not ended; one that runs is asked to stop", job_cancel},
        OfOne{"retry", "Queue a failed or cancelled job again, under its number", job_retry}}) {
    CLI::App* one =
        verb(*job, each.name, each.summary, run, [body = each.body](const Settings& s) { return body(s, id); });
    one->add_option("id", id, "The job's number")->required()->type_name("ID");
    if (one->get_name() == "show") takes_json(one);
  }
  add_job_operations(*job, run);
}

void add_limits(CLI::App& app, Run& run) {
  static std::string action, email;
  CLI::App* limit = app.add_subcommand("limit", "How often an action may be triggered");
  limit->require_subcommand(1);
  verb(*limit, "list", "List the actions' limits", run, limit_list);
  for (CLI::App* each : {verb(*limit, "show", "Say what is left for somebody; uses nothing of it", run,
                              [](const Settings& s) { return limit_show(s, action, email); }),
                         verb(*limit, "reset", "Give somebody all of it again", run,
                              [](const Settings& s) { return limit_reset(s, action, email); })}) {
    each->add_option("action", action, "Which action")->required()->type_name("ACTION");
    each->add_option("--as", email, "Whose")->required()->type_name("EMAIL");
  }
}

void add_audit(CLI::App& app, Run& run) {
  static std::string organisation;
  CLI::App* audit = app.add_subcommand("audit", "Who did what, and when");
  audit->require_subcommand(1);
  verb(*audit, "verify", "Check that the audit log is what was written; 1 when an entry was changed or removed", run,
       [](const Settings& s) { return audit_verify(s, organisation); })
      ->add_option("--org", organisation, "One organisation's chain. Default: all, and the installation's own")
      ->type_name("ID");
}

void add_new(CLI::App& app, Run& run) {
  static std::string name, at;
  static std::string style;
  CLI::App* sub = app.add_subcommand("new", "Write a project that builds on the installed toolkit");
  sub->add_option("name", name, "Its name: a-z, 0-9 and -, a letter first")->required()->type_name("NAME");
  const auto add_style = [&](const char* of, const char* summary) {
    return sub->add_flag_callback("--" + std::string(of), [of] { style = of; }, summary);
  };
  CLI::Option* bare = add_style("bare", "You order the middleware yourself");
  CLI::Option* structured = add_style("structured", "You declare; the framework orders")->excludes(bare);
  add_style("platform", "You add native actions to the platform")->excludes(bare)->excludes(structured);
  sub->add_option("--at", at, "The folder that it becomes, missing or empty. Default: NAME, here")->type_name("FOLDER");
  sub->footer(in_own_name(kNewFooter));
  sub->callback([&run] { run = [] { return new_project(name, style, at); }; });
}

// What CLI11 has read of the verb: "tenstone job list".
std::string verb_read(const CLI::App& app) {
  std::string words = "tenstone";
  for (const CLI::App* at = &app; !at->get_subcommands().empty();) {
    at = at->get_subcommands().front();
    words += " " + at->get_name();
  }
  return words;
}

// CLI11 says what is wrong in one line; where to read more is ours.
int usage_fault(const CLI::App& app, const CLI::ParseError& error) {
  std::string text = error.what();
  while (text.ends_with('.') || text.ends_with('\n')) text.pop_back();
  return fail(2, fmt::format("{}. See: {} --help", text, verb_read(app)));
}

// A word that is no verb is the likeliest mistake, and CLI11 would only say that a verb is missing.
std::optional<std::string> unknown_verb(const CLI::App& app, int argc, char** argv) {
  std::string before = "tenstone";
  const CLI::App* at = &app;
  for (int i = 1; i < argc && argv[i][0] != '-'; ++i) {
    const auto verbs = at->get_subcommands(nullptr);
    if (verbs.empty()) return std::nullopt;
    const auto found = std::ranges::find(verbs, std::string_view(argv[i]), &CLI::App::get_name);
    if (found == verbs.end()) return fmt::format("there is no verb '{}'. See: {} --help", argv[i], before);
    at = *found;
    before += " " + at->get_name();
  }
  return std::nullopt;
}

int run_verb(int argc, char** argv) {
  const std::string name = program_name();
  const bool is_ours = name == "tenstone";
  CLI::App app(is_ours ? "Tenstone: the batteries-included backend for C++"
                       : name + ": the platform of Tenstone, with native actions of its own",
               name);
  app.set_version_flag("--version", is_ours ? "tenstone " TENSTONE_VERSION : name + " (tenstone " TENSTONE_VERSION ")");
  app.footer(in_own_name(kFooter));
  app.require_subcommand(1);
  // What follows "--" is a command of the user's own there: none of it is ours to read. Elsewhere it is what it is for
  // every program: the end of the options.
  const bool takes_command = argc > 1 && argv[1] == std::string_view("services");
  char** const end = takes_command ? std::find(argv, argv + argc, std::string_view("--")) : argv + argc;
  const std::vector<std::string> command(end == argv + argc ? end : end + 1, argv + argc);
  argc = static_cast<int>(end - argv);
  Run run;
  add_process_verbs(app, run);
  add_people(app, run);
  add_actions(app, run);
  add_jobs(app, run);
  add_schedules(app, run);
  add_flags(app, run);
  add_limits(app, run);
  add_cache(app, run);
  add_webhooks(app, run);
  add_audit(app, run);
  add_log(app, run);
  add_backup(app, run);
  add_validate(app, run);
  add_services(app, run, command);
  add_new(app, run);
  check_arguments(app);
  if (const auto fault = unknown_verb(app, argc, argv)) return fail(2, *fault);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& help) {
    std::ostringstream text;
    const int code = app.exit(help, text);
    console::must_write(stdout, text.str());
    return code;
  } catch (const CLI::ParseError& error) {
    return usage_fault(app, error);
  }
  return run();
}

}  // namespace

Extend& extension() {
  static Extend extend;
  return extend;
}

int run(int argc, char** argv, Extend extend) {
  logging::write_last_lines_in_a_crash();
  int exit_code = 0;
  if (service::local_services::handle_supervisor_verb(argc, argv, exit_code)) return exit_code;
  extension() = std::move(extend);
  try {
    return service::end_output(program_name(), run_verb(argc, argv));
  } catch (const Failure& failure) {
    return report(failure.error());
  } catch (const std::exception& error) {
    return fail(1, error.what());
  }
}

}  // namespace tenstone::cli
