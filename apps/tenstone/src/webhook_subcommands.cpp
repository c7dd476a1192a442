// webhook …: what each verb takes.
#include <CLI/CLI.hpp>

#include "subcommands.hpp"

namespace tenstone::cli {
namespace {

void whose(CLI::App* verb, std::string& email) {
  verb->add_option("--as", email, "On whose behalf")->required()->type_name("EMAIL");
}

void add_sources(CLI::App& webhook, Run& run) {
  static std::string email;
  static SourceWords words;
  CLI::App* source = webhook.add_subcommand("source", "Who may send events to /hooks/NAME");
  source->require_subcommand(1);
  const auto named = [](CLI::App* verb) {
    verb->add_option("name", words.name, "Its name, the last part of its URL")->required()->type_name("NAME");
    whose(verb, email);
    return verb;
  };
  const auto secret = [](CLI::App* verb) {
    verb->add_option(
            "--secret", words.secret,
            "A file with the secret that the sender has made; - is stdin. Default: one is made, and shown once")
        ->type_name("FILE");
  };
  CLI::App* add = named(verb(*source, "add", "Let somebody send events", run,
                             [](const Settings& s) { return webhook_source_add(s, email, words); }));
  add->add_option("--scheme", words.scheme, "How it signs: standard-webhooks, stripe, github or slack")
      ->type_name("SCHEME");
  add->add_option("--action", words.action, "The action that each event starts")->type_name("ACTION");
  secret(add);
  whose(verb(*source, "list", "List the sources", run, [](const Settings& s) { return webhook_source_list(s, email); }),
        email);
  secret(named(verb(*source, "rotate", "Give it a new secret; the old one holds for another day", run,
                    [](const Settings& s) { return webhook_source_rotate(s, email, words); })));
  named(verb(*source, "remove", "Take no events from it any more", run,
             [](const Settings& s) { return webhook_source_remove(s, email, words.name); }));
}

void add_endpoints(CLI::App& webhook, Run& run) {
  static std::string email, id, url;
  static std::vector<std::string> types;
  CLI::App* endpoint = webhook.add_subcommand("endpoint", "Where an organisation's messages are sent");
  endpoint->require_subcommand(1);
  CLI::App* add = verb(*endpoint, "add", "Send messages to a URL; its secret is shown once", run,
                       [](const Settings& s) { return webhook_endpoint_add(s, email, url, types); });
  add->add_option("url", url, "https://…")->required()->type_name("URL");
  add->add_option("--type", types, "Only messages of this type, or order.* for all that begin so; may be given again")
      ->allow_extra_args(false)
      ->type_name("TYPE");
  whose(add, email);
  whose(verb(*endpoint, "list", "List the endpoints", run,
             [](const Settings& s) { return webhook_endpoint_list(s, email); }),
        email);
  struct OfOne {
    const char *name, *summary;
    EndpointVerb verb;
  };
  for (const OfOne& each :
       {OfOne{"enable", "Send to it again", EndpointVerb::Enable},
        OfOne{"remove", "Send nothing to it any more", EndpointVerb::Remove},
        OfOne{"rotate", "Give it a new secret; requests are signed by the old one too for a day", EndpointVerb::Rotate},
        OfOne{"test", "Send it a message of the type webhook.test", EndpointVerb::Test}}) {
    CLI::App* one = verb(*endpoint, each.name, each.summary, run,
                         [what = each.verb](const Settings& s) { return webhook_endpoint_do(s, email, id, what); });
    one->add_option("id", id, "Which endpoint")->required()->type_name("ID");
    whose(one, email);
  }
}

void add_events(CLI::App& webhook, Run& run) {
  static std::string email, id;
  static InboxWords words;
  CLI::App* inbox = verb(webhook, "inbox", "List the events that came, newest first", run,
                         [](const Settings& s) { return webhook_inbox(s, email, words); });
  inbox->add_option("--source", words.source, "Only of this source")->type_name("NAME");
  CLI::App* deliveries =
      verb(webhook, "deliveries", "List what was sent to endpoints, newest first", run,
           [](const Settings& s) { return webhook_deliveries(s, email, words.failed, words.limit); });
  for (CLI::App* list : {inbox, deliveries}) {
    list->add_flag("--failed", words.failed, "Only those that are not tried again by themselves");
    list->add_option("--limit", words.limit, "How many. Default: 20")->check(CLI::Range(1, 1000));
    whose(list, email);
  }
  whose(verb(webhook, "redrive", "Handle all failed events again", run,
             [](const Settings& s) { return webhook_redrive(s, email); }),
        email);
  for (CLI::App* one : {verb(webhook, "replay", "Handle an event again", run,
                             [](const Settings& s) { return webhook_replay(s, email, id); }),
                        verb(webhook, "retry", "Send a failed delivery again", run,
                             [](const Settings& s) { return webhook_retry(s, email, id); })}) {
    one->add_option("id", id, "Which")->required()->type_name("ID");
    whose(one, email);
  }
  verb(webhook, "secret", "Show what receivers of actions with `run: { http: … }` verify by", run, webhook_secret);
}

void add_verify(CLI::App& webhook, Run& run) {
  static WebhookRequest request;
  CLI::App* sub = webhook.add_subcommand("verify", "Check a request that was recorded; 1: its signature does not hold");
  sub->add_option("--scheme", request.scheme, "standard-webhooks, stripe, github or slack")->type_name("SCHEME");
  sub->add_option("--secret", request.secret, "A file with the secret")->required()->type_name("FILE");
  sub->add_option("--headers", request.headers, "A file with its header, NAME: VALUE a line")
      ->required()
      ->type_name("FILE");
  sub->add_option("--body", request.body, "A file with its body, the very bytes")->required()->type_name("FILE");
  sub->add_option("--now", request.now, "The time at which it came, in seconds since 1970. Default: now")
      ->type_name("SECONDS");
  sub->callback([&run] { run = [] { return webhook_verify(request); }; });
}

}  // namespace

void add_webhooks(CLI::App& app, Run& run) {
  CLI::App* webhook = app.add_subcommand("webhook", "Events from outside, and messages to endpoints");
  webhook->require_subcommand(1);
  add_sources(*webhook, run);
  add_endpoints(*webhook, run);
  add_events(*webhook, run);
  add_verify(*webhook, run);
}

}  // namespace tenstone::cli
