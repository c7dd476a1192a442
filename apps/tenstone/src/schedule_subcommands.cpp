// schedule …: what each verb takes.
#include <CLI/CLI.hpp>

#include "schedule_verbs.hpp"
#include "subcommands.hpp"

namespace tenstone::cli {

void add_schedules(CLI::App& app, Run& run) {
  static ScheduleWords words;
  CLI::App* schedule = app.add_subcommand("schedule", "What starts an action again and again");
  schedule->require_subcommand(1);
  const auto owned = [](CLI::App* verb) {
    verb->add_option("--as", words.email, "Whose")->required()->type_name("EMAIL");
    return verb;
  };
  const auto ruled = [](CLI::App* verb) {
    verb->add_option("--cron", words.cron, "Minute, hour, day, month and weekday: \"0 7 * * MON\"")
        ->required()
        ->type_name("CRON");
    verb->add_option("--zone", words.zone, "The time zone that it is meant in. Default: UTC")->type_name("ZONE");
    verb->add_option(
            "--gap", words.gap,
            "For times that the clocks skip: run_after (when the gap ends), shift (as if the clocks had not been "
            "changed) or skip. Default: run_after")
        ->type_name("POLICY");
    verb->add_option("--overlap", words.overlap,
                     "For times that the clocks show twice: first, last or both. Default: first")
        ->type_name("POLICY");
    return verb;
  };
  CLI::App* add = ruled(owned(verb(*schedule, "add", "Start an action at the times of a cron expression", run,
                                   [](const Settings& s) { return schedule_add(s, words); })));
  add->add_option("action", words.action, "Which action")->required()->type_name("ACTION");
  add->add_option("--name", words.name, "The schedule's name. Default: the action's")->type_name("NAME");
  add->add_option("--input", words.input, "What the action gets. Default: {}")->type_name("JSON");
  add->add_option("--catch-up", words.catch_up,
                  "What runs of the times that no worker was there for: skip, last or all. Default: last")
      ->type_name("POLICY");
  add->add_option("--max", words.max, "How many run at most, the latest ones; with --catch-up all. Default: 10")
      ->type_name("NUMBER");
  add->add_option("--window", words.window, "How late a missed time may run, such as 6h. Default: any time")
      ->type_name("DURATION");
  owned(verb(*schedule, "list", "List schedules: what they start, when next", run,
             [](const Settings& s) { return schedule_list(s, words); }));
  ruled(verb(*schedule, "preview", "Show the next times of a cron expression; changes nothing", run,
             [](const Settings& s) { return schedule_preview(s, words); }))
      ->add_option("--count", words.count, "How many. Default: 10")
      ->check(CLI::Range(1, 100));
  struct OfOne {
    const char *name, *summary;
    ScheduleVerb verb;
  };
  for (const OfOne& each :
       {OfOne{"pause", "Start nothing by it until it is resumed", ScheduleVerb::Pause},
        OfOne{"resume", "Go on from its next time; what was due in the pause does not run", ScheduleVerb::Resume},
        OfOne{"run", "Start its action once more, now", ScheduleVerb::Run},
        OfOne{"remove", "Remove it; its jobs stay", ScheduleVerb::Remove}})
    owned(verb(*schedule, each.name, each.summary, run,
               [which = each.verb](const Settings& s) { return schedule_do(s, words, which); }))
        ->add_option("name", words.name, "Which schedule")
        ->required()
        ->type_name("NAME");
}

}  // namespace tenstone::cli
