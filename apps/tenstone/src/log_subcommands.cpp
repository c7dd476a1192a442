// log …: what each verb takes.
#include <CLI/CLI.hpp>

#include "log_verbs.hpp"
#include "own_name.hpp"
#include "subcommands.hpp"

namespace tenstone::cli {
namespace {

constexpr auto kLogFooter = R"(
LOG is a name that `tenstone log ls` prints (tenstone:api.log), its last part (api.log or api), or the path of any file.
A log is read together with the files into which its lines went by rotation. Secrets are shown as [redacted], and
control characters as \x1b, so that a log cannot drive the terminal.

QUERY: level>=warn status>=500 "two words" word /reg.?ex/i -noise (a OR b) last:15m ts:[2026-01-01,+2h]

  tenstone log cat api -q 'level>=warn last:1h'
  tenstone log grep 018bcfe5-6800-7000-8000-000000000000 api worker
  tenstone log tail -f /var/log/syslog)";

void takes_log(CLI::App* verb, LogWords& words) {
  verb->add_option("log", words.logs, "Which log")->required()->expected(1)->type_name("LOG");
}
void takes_query(CLI::App* verb, LogWords& words) {
  verb->add_option("-q,--query", words.query, "Only entries that it finds")->type_name("QUERY");
}

}  // namespace

void add_log(CLI::App& app, Run& run) {
  static LogWords words;
  CLI::App* log = app.add_subcommand("log", "Read logs: those of api and worker, or any file; needs no server");
  log->require_subcommand(1);
  log->footer(in_own_name(kLogFooter));
  const auto add = [&](const char* name, const char* summary, int (*body)(const Settings&, const LogWords&)) {
    CLI::App* sub = verb(*log, name, summary, run, [body](const Settings& s) { return body(s, words); });
    sub->add_flag("--json", words.json, "A JSON object a line");
    return sub;
  };
  add("ls", "List the logs: name, size, last change, format", log_list);
  CLI::App* cat = add("cat", "Print entries of a log, the newest first", log_cat);
  takes_log(cat, words);
  takes_query(cat, words);
  cat->add_option("--limit", words.limit, "How many. Default: 100")->check(CLI::PositiveNumber)->type_name("NUMBER");
  cat->add_flag("--oldest", words.oldest, "The oldest first");
  CLI::App* grep = add("grep", "Print all entries that a query finds, the oldest first. 1: there are none", log_grep);
  grep->add_option("query", words.query, "What is looked for")->required()->type_name("QUERY");
  grep->add_option("log", words.logs, "Which logs, one after the other")->required()->type_name("LOG");
  CLI::App* tail = add("tail", "Print the last entries of a log, the newest last", log_tail);
  takes_log(tail, words);
  takes_query(tail, words);
  tail->add_option("-n,--lines", words.lines, "How many entries. Default: 10")
      ->check(CLI::Range(0, 1000))
      ->type_name("NUMBER");
  tail->add_flag("-f,--follow", words.follow, "Go on with what is written, also over rotations, until Ctrl-C");
  CLI::App* hist = add("hist", "Show how many entries a log has over time", log_hist);
  takes_log(hist, words);
  takes_query(hist, words);
  hist->add_option("--buckets", words.buckets, "Of how many lines at most. Default: 24")
      ->check(CLI::Range(1, 500))
      ->type_name("NUMBER");
}

}  // namespace tenstone::cli
