// backup init | list | show | pin | unpin | forget | swap | swap-back.
#include <algorithm>
#include <fmt/core.h>

#include "backup_output.hpp"
#include "backup_tool.hpp"
#include "tenstone/backup/errors.hpp"
#include "tenstone/backup/swap.hpp"
#include "tenstone/core/console.hpp"

namespace tenstone::cli {
namespace {

inline const ErrorCode kForgetWhat{ErrorKind::Invalid, "backup_forget_unclear",
                                   "Say what is to be forgotten: a VERSION, or --plan, or --apply"};

struct SwapAnswer {
  std::string old;
};
constexpr auto schema(validation::For<SwapAnswer>) {
  return validation::object<SwapAnswer>(validation::field("old", &SwapAnswer::old));
}
std::string as_text(const SwapAnswer& answer) { return fmt::format("the former database is {}\n", answer.old); }

struct SwapBackAnswer {
  std::string undone;
};
constexpr auto schema(validation::For<SwapBackAnswer>) {
  return validation::object<SwapBackAnswer>(validation::field("undone", &SwapBackAnswer::undone));
}
std::string as_text(const SwapBackAnswer& answer) {
  return fmt::format("the database that was live is {}\n", answer.undone);
}

void print_swap(const auto& answer, bool json) {
  console::print("{}", console::Lines(json ? validation::to_json(answer) + '\n' : as_text(answer)));
}

int set_pinned(const Settings& settings, const BackupWords& words, bool pinned) {
  const BackupTool tool(settings, words);
  const auto repository = tool.repository();
  const auto version = must(find_version(repository, words.version));
  must(repository.pin(version, pinned));
  if (words.json)
    print_answer(must(summarise_version(repository, version)), true);
  else
    console::print("{} is {}\n", to_string(version), pinned ? "pinned" : "not pinned");
  return 0;
}

// `database` "": all that have versions.
std::vector<std::string> databases_in(const backup::Repository& repository, const std::string& database) {
  if (!database.empty()) return {database};
  std::vector<std::string> all;
  for (const backup::Version& each : must(repository.versions()))
    if (all.empty() || all.back() != each.database) all.push_back(each.database);
  return all;
}

void print_plan(const BackupTool& tool, const backup::Repository& repository, const BackupWords& words) {
  backup::RetentionAnswer plan;
  for (const std::string& each : databases_in(repository, words.database)) {
    auto more = must(retention_plan(repository, each, tool.settings().retention(), tool.clock().now()));
    std::ranges::move(more.items, std::back_inserter(plan.items));
  }
  print_answer(plan, words.json);
}

void apply_plan(const BackupTool& tool, const backup::Repository& repository, const BackupWords& words) {
  backup::ForgottenAnswer forgotten;
  for (const std::string& each : databases_in(repository, words.database)) {
    auto more = must(apply_retention(repository, each, tool.settings().retention(), tool.clock().now()));
    std::ranges::move(more.forgotten, std::back_inserter(forgotten.forgotten));
  }
  print_answer(forgotten, words.json);
}

}  // namespace

int backup_init(const Settings& settings, const BackupWords& words) {
  const BackupTool tool(settings, words);
  must(backup::Repository::init(tool.folder(), tool.key_file(), tool.clock()));
  console::print("the repository is {}\nits key is {}: keep a copy elsewhere; without it no backup can be read\n",
                 tool.folder().string(), tool.key_file().string());
  return 0;
}

int backup_list(const Settings& settings, const BackupWords& words) {
  const BackupTool tool(settings, words);
  print_answer(must(list_versions(tool.repository(), words.database)), words.json);
  return 0;
}

int backup_show(const Settings& settings, const BackupWords& words) {
  const BackupTool tool(settings, words);
  const auto repository = tool.repository();
  print_answer(must(describe_version(repository, must(find_version(repository, words.version)))), words.json);
  return 0;
}

int backup_pin(const Settings& settings, const BackupWords& words) { return set_pinned(settings, words, true); }
int backup_unpin(const Settings& settings, const BackupWords& words) { return set_pinned(settings, words, false); }

int backup_forget(const Settings& settings, const BackupWords& words) {
  if (int{words.plan} + int{words.apply} + int{!words.version.empty()} != 1) throw Failure(kForgetWhat);
  const BackupTool tool(settings, words);
  const auto repository = tool.repository();
  if (words.plan) return print_plan(tool, repository, words), 0;
  if (words.apply) return apply_plan(tool, repository, words), 0;
  const auto version = must(find_version(repository, words.version));
  must(repository.forget(version));
  print_answer(backup::ForgottenAnswer{{to_string(version)}}, words.json);
  return 0;
}

int backup_swap(const Settings& settings, const BackupWords& words) {
  BackupTool tool(settings, words);
  print_swap(SwapAnswer{must(backup::swap(tool.server(), words.database, words.other, tool.clock()))}, words.json);
  return 0;
}

int backup_swap_back(const Settings& settings, const BackupWords& words) {
  BackupTool tool(settings, words);
  print_swap(SwapBackAnswer{must(backup::swap_back(tool.server(), words.database, words.other, tool.clock()))},
             words.json);
  return 0;
}

}  // namespace tenstone::cli
