// flag …: what each verb takes.
#include <CLI/CLI.hpp>

#include "flag_verbs.hpp"
#include "subcommands.hpp"

namespace tenstone::cli {
namespace {

void add_set(CLI::App& flag, FlagWords& words, Run& run) {
  CLI::App* set =
      verb(flag, "set", "Switch a flag, give it to a share of the people, or define it; makes it when there is none",
           run, [&words](const Settings& s) { return flag_set(s, words); });
  set->add_option("key", words.key, "Which flag")->required()->type_name("KEY");
  CLI::Option* value = set->add_option("value", words.value,
                                       "on, off, or a share such as 20%, which keeps those who had it when it grows")
                           ->type_name("VALUE");
  set->add_option("--file", words.file, "Its definition as JSON, as `flag show --json` prints it; - is stdin")
      ->excludes(value)
      ->type_name("FILE");
  set->add_option("--reason", words.reason, "Why, for the history")->type_name("TEXT");
  set->add_flag("--confirm-rebucket", words.confirm_rebucket,
                "Let another salt give most people another variant, if that is meant");
}

void add_keys(CLI::App& flag, Run& run) {
  static std::string name, id;
  static bool server = false;
  CLI::App* key = flag.add_subcommand("key", "Keys for programs that ask over HTTP (OFREP)");
  key->require_subcommand(1);
  CLI::App* add = verb(*key, "add", "Make a key, which is shown once; it sees the flags that are marked \"client\"",
                       run, [](const Settings& s) { return flag_key_add(s, name, server); });
  add->add_option("name", name, "What it is for")->required()->type_name("NAME");
  add->add_flag("--server", server, "It sees every flag: for programs that keep it to themselves");
  verb(*key, "list", "List the keys", run, flag_key_list);
  verb(*key, "revoke", "Let a key open nothing any more", run, [](const Settings& s) { return flag_key_revoke(s, id); })
      ->add_option("id", id, "Which key")
      ->required()
      ->type_name("ID");
}

}  // namespace

void add_flags(CLI::App& app, Run& run) {
  static FlagWords words;
  static ExplainWords about;
  CLI::App* flag = app.add_subcommand("flag", "Switch features on and off, for all processes within a second");
  flag->require_subcommand(1);
  const auto of_one = [](CLI::App* one) {
    one->add_option("key", words.key, "Which flag")->required()->type_name("KEY");
    return one;
  };
  const auto with_reason = [](CLI::App* one) {
    one->add_option("--reason", words.reason, "Why, for the history")->type_name("TEXT");
    return one;
  };
  verb(*flag, "list", "List the flags", run, flag_list);
  of_one(verb(*flag, "show", "Show a flag: its state, and who gets what", run, [](const Settings& s) {
    return flag_show(s, words);
  }))->add_flag("--json", words.json, "Its definition, as `flag set --file` takes it");
  add_set(*flag, words, run);
  with_reason(of_one(verb(*flag, "remove", "Remove a flag: what it gates is off then; `flag rollback` brings it back",
                          run, [](const Settings& s) { return flag_remove(s, words); })));
  of_one(verb(*flag, "history", "List what was changed, by whom and why, the newest first", run,
              [](const Settings& s) { return flag_history(s, words); }))
      ->add_option("--limit", words.limit, "How many. Default: 20")
      ->check(CLI::Range(1, 1000));
  CLI::App* rollback = with_reason(of_one(verb(*flag, "rollback", "Make a flag again what an earlier revision was", run,
                                               [](const Settings& s) { return flag_rollback(s, words); })));
  rollback->add_option("revision", words.revision, "Which, as `flag history` lists them")
      ->required()
      ->check(CLI::PositiveNumber)
      ->type_name("REVISION");
  CLI::App* explain = of_one(verb(*flag, "explain", "Say what somebody gets, and which rule decides", run,
                                  [](const Settings& s) { return flag_explain(s, words, about); }));
  explain->add_option("--user", about.user, "The targeting key: a user's id")->type_name("USER");
  explain->add_option("--context", about.context, R"(The attributes: {"plan": "pro"})")->type_name("JSON");
  for (const bool killed : {true, false}) {
    CLI::App* one = with_reason(
        verb(*flag, killed ? "kill" : "revive",
             killed ? "Switch a flag off whatever its rules say; without a key, all flags" : "Take `flag kill` back",
             run, [killed](const Settings& s) { return flag_kill(s, words, killed); }));
    one->add_option("key", words.key, "Which flag. Default: all")->type_name("KEY");
  }
  add_keys(*flag, run);
}

}  // namespace tenstone::cli
