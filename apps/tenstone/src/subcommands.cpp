#include "subcommands.hpp"

#include <CLI/CLI.hpp>

#include "tenstone/auth/api_tokens.hpp"

namespace tenstone::cli {

CLI::App* verb(CLI::App& parent, const char* name, const char* summary, Run& run,
               std::function<int(const Settings&)> body) {
  CLI::App* sub = parent.add_subcommand(name, summary);
  sub->allow_extras();
  sub->callback([sub, &run, body = std::move(body)] {
    Settings settings = sub->remaining();
    std::erase(settings, "--");
    run = [body, settings] { return body(settings); };
  });
  return sub;
}

namespace {

void add_accounts(CLI::App& user, Run& run) {
  static std::string email;
  static bool end = false;
  const auto whose = [](CLI::App* verb) { verb->add_option("email", email, "Whose")->required()->type_name("EMAIL"); };
  whose(verb(user, "disable",
             "Let nobody sign in to an account; its sessions and tokens open nothing, at once and everywhere", run,
             [](const Settings& s) { return user_set_active(s, email, false); }));
  whose(verb(user, "enable", "Let its owner sign in again", run,
             [](const Settings& s) { return user_set_active(s, email, true); }));
  whose(verb(user, "reset-password", "Send its owner a letter with a link that sets a new password", run,
             [](const Settings& s) { return user_reset_password(s, email); }));
  CLI::App* sessions = verb(user, "sessions", "List where somebody is signed in, the newest first", run,
                            [](const Settings& s) { return user_sessions(s, email, end); });
  whose(sessions);
  sessions->add_flag("--end", end, "End them all, at once and everywhere");
}

}  // namespace

void add_people(CLI::App& app, Run& run) {
  CLI::App* user = app.add_subcommand("user", "Accounts and their API tokens");
  user->require_subcommand(1);
  static std::string email, organisation, id;
  CLI::App* add = verb(*user, "add", "Make an account and an API token, which is shown once", run,
                       [](const Settings& s) { return user_add(s, email, organisation); });
  add->add_option("email", email, "Whose account it is")->required()->type_name("EMAIL");
  add->add_option("--organisation", organisation,
                  "Which it joins, by name or id; made when there is none of this name. Default: one of its own")
      ->type_name("NAME");
  static std::vector<std::string> scopes = {"*"};
  static std::string lifetime = auth::kTokenLifetime;
  CLI::App* token = verb(*user, "token", "Make another API token", run,
                         [](const Settings& s) { return user_token(s, email, scopes, lifetime); });
  token->add_option("email", email, "Whose")->required()->type_name("EMAIL");
  token
      ->add_option(
          "--scope", scopes,
          "What it may do; may be given more than once. Default: *, which is everything in its organisation and "
          "nothing that is the installation's (installation:actions)")
      ->allow_extra_args(false)
      ->type_name("SCOPE");
  token->add_option("--expires-in", lifetime, "12h, 30d, or never. Default: " + lifetime)->type_name("DURATION|never");
  CLI::App* tokens = verb(*user, "tokens", "List somebody's API tokens: scopes, last use, end", run,
                          [](const Settings& s) { return user_tokens(s, email); });
  tokens->add_option("email", email, "Whose")->required()->type_name("EMAIL");
  verb(*user, "revoke-token", "Revoke an API token, at once and everywhere", run,
       [](const Settings& s) { return user_revoke_token(s, id); })
      ->add_option("id", id, "The eight letters behind ts_")
      ->required()
      ->type_name("TOKEN-ID");
  add_accounts(*user, run);
}

void add_cache(CLI::App& app, Run& run) {
  static std::string ns, prefix;
  static std::vector<std::string> tags;
  static bool all = false;
  CLI::App* cache = app.add_subcommand("cache", "The cache of files of the api on this machine, which must be running");
  cache->require_subcommand(1);
  const auto of_one = [](CLI::App* verb) {
    verb->add_option("namespace", ns, "Whose: an organisation's id, as `cache stats` lists them")
        ->required()
        ->type_name("NAMESPACE");
    verb->add_option("--prefix", prefix, "Only keys that begin so")->type_name("TEXT");
    return verb;
  };
  verb(*cache, "stats", "What it holds, and hits, misses and evictions by reason", run, cache_stats);
  of_one(verb(*cache, "ls", "List the entries of a namespace", run,
              [](const Settings& s) { return cache_list(s, ns, prefix); }));
  CLI::App* purge =
      of_one(verb(*cache, "purge", "Invalidate entries of a namespace; files come from the database again", run,
                  [](const Settings& s) { return cache_purge(s, ns, tags, prefix, all); }));
  purge->add_option("--tag", tags, "Entries with this tag; may be given more than once")
      ->allow_extra_args(false)
      ->type_name("TAG");
  purge->add_flag("--all", all, "All entries of the namespace");
  verb(*cache, "verify", "Read and check every entry; damaged ones go to quarantine. 1: there were some", run,
       cache_verify);
}

}  // namespace tenstone::cli
