// action list | show | set | remove: what can be triggered, for whoever runs the installation.

#include "input_file.hpp"
#include "one_line.hpp"
#include "process.hpp"
#include "tenstone/core/console.hpp"
#include "tenstone/validation/validation.hpp"
#include "verbs.hpp"

namespace tenstone::cli {
namespace {

void print(const platform::Action& action) {
  console::print("{:20}  {:6}  queue {:10}  {}\n", action.name, to_string(action.origin), action.queue, action.summary);
}

// JSON is taken as it is. The faults of YAML are said here, since only here they have lines.
std::string document_of(const std::string& file) {
  const std::string text = read_input(file, platform::kMaxDocumentBytes);
  if (text.size() > platform::kMaxDocumentBytes) throw Failure(Error(platform::kActionTooLarge));
  if (validation::parse_json<validation::Json>(text)) return text;
  const auto declaration = platform::parse_declaration(file == "-" ? "stdin" : file, text);
  if (!declaration) throw Failure(declaration.error());
  return declaration->document;
}

}  // namespace

int action_list(const Settings& settings) {
  Process process("action", settings);
  process.service.open();
  process.service.run([&]() -> Task<> {
    co_await process.platform.actions().refresh();
    for (const platform::ActionPtr& action : process.platform.actions().all()) print(*action);
  });
  return 0;
}

int action_show(const Settings& settings, const std::string& name) {
  Process process("action", settings);
  process.service.open();
  process.service.run([&]() -> Task<> {
    const auto action = co_await process.platform.actions().look_up(name);
    if (!action) throw Failure(action.error());
    console::print("{}\n", console::Lines((*action)->document));
  });
  return 0;
}

int action_set(const Settings& settings, const std::string& file) {
  Process process("action", settings);
  const std::string document = document_of(file);
  process.service.open();
  process.service.run([&]() -> Task<> {
    const auto change =
        co_await process.platform.actions().set(document, std::nullopt, "operator", process.service.ids());
    if (!change) throw Failure(in_one_line(change.error()));
    print(*change->action);
  });
  return 0;
}

int action_remove(const Settings& settings, const std::string& name) {
  Process process("action", settings);
  process.service.open();
  process.service.run([&]() -> Task<> {
    const auto removed = co_await process.platform.actions().remove(name, "operator", process.service.ids());
    if (!removed) throw Failure(removed.error());
  });
  return 0;
}

}  // namespace tenstone::cli
