// job queues | pause | resume | limit | dead | redrive: what each verb takes.
#include <CLI/CLI.hpp>

#include "job_verbs.hpp"
#include "subcommands.hpp"

namespace tenstone::cli {

void add_job_operations(CLI::App& job, Run& run) {
  static std::string queue, most;
  static DeadWords words;
  const auto named = [](CLI::App* verb) {
    verb->add_option("queue", queue, "Which queue")->required()->type_name("QUEUE");
    return verb;
  };
  verb(job, "queues", "List the queues: paused or open, what runs, what waits", run, job_queues);
  named(verb(job, "pause", "Begin no job of a queue; what runs goes on, and new jobs wait", run,
             [](const Settings& s) { return job_pause(s, queue, true); }));
  named(verb(job, "resume", "Begin its jobs again", run, [](const Settings& s) { return job_pause(s, queue, false); }));
  named(verb(job, "limit", "Set how many jobs of a queue run at a time, on all workers together", run,
             [](const Settings& s) { return job_limit(s, queue, most); }))
      ->add_option("most", most, "A number, or none")
      ->required()
      ->type_name("N|none");

  const auto filtered = [](CLI::App* verb) {
    verb->add_option("--as", words.email, "Whose jobs: of this person's organisation")->type_name("EMAIL");
    verb->add_flag("--all", words.all, "Of all organisations");
    verb->add_option("--action", words.action, "Only runs of this action")->type_name("ACTION");
    verb->add_option("--kind", words.kind, "Only jobs of this kind, when it is no action's")->type_name("KIND");
    verb->add_option("--queue", words.queue, "Only of this queue")->type_name("QUEUE");
    verb->add_option("--error", words.error_code, "Only with this error code")->type_name("CODE");
    verb->add_option("--from", words.from, "Only what failed then or later")->type_name("TIME");
    verb->add_option("--until", words.until, "Only what failed before")->type_name("TIME");
    return verb;
  };
  filtered(verb(job, "dead", "List jobs that failed finally, newest first", run,
                [](const Settings& s) { return job_dead(s, words); }))
      ->add_option("--limit", words.limit, "How many. Default: 20")
      ->check(CLI::Range(1, 1000));
  filtered(verb(job, "redrive", "Queue all of them again, under their numbers", run,
                [](const Settings& s) { return job_redrive(s, words); }));
}

}  // namespace tenstone::cli
