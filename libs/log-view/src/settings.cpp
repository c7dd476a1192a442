#include "tenstone/log_view/settings.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace tenstone::log_view {
namespace {

constexpr std::string_view kBetween = " \t\n;";

std::vector<std::string> split(std::string_view text, std::string_view marks) {
  std::vector<std::string> parts;
  for (std::size_t at = text.find_first_not_of(marks); at != text.npos; at = text.find_first_not_of(marks, at)) {
    const std::size_t end = std::min(text.find_first_of(marks, at), text.size());
    parts.emplace_back(text.substr(at, end - at));
    at = end;
  }
  return parts;
}

// The part of `text` behind the last `mark`, which is cut off. Nothing: there is no mark.
std::optional<std::string_view> cut_off(std::string_view& text, std::size_t mark) {
  if (mark == text.npos) return std::nullopt;
  const std::string_view behind = text.substr(mark + 1);
  text = text.substr(0, mark);
  return behind;
}

struct ReadRoot {
  Root root = {};
  std::string fault = {};  // "": there is none
};

ReadRoot read_root(std::string_view text) {
  std::string_view name = text;
  auto folder = cut_off(name, text.find('='));
  if (!folder || name.empty()) return {.fault = "has no name in front: app=/logs/app"};
  const auto zone = cut_off(*folder, folder->rfind('@'));
  const auto patterns = cut_off(*folder, folder->find(':'));
  if (folder->empty()) return {.fault = "names no folder behind \"=\""};
  ReadRoot out{.root = {.name = std::string(name), .folder = std::string(*folder)}};
  if (patterns) out.root.patterns = split(*patterns, ",");
  if (out.root.patterns.empty()) out.fault = "has no pattern behind \":\", such as *.log";
  if (!zone) return out;
  const auto found = recurrence::Zone::find(*zone);
  if (found)
    out.root.zone = *found;
  else
    out.fault = fmt::format("has no time zone \"{}\" behind \"@\": use a name such as Europe/Berlin", *zone);
  return out;
}

std::string text_of(const Root& root) {
  std::string text = root.name + "=" + root.folder;
  char mark = ':';
  if (root.patterns != Root().patterns)
    for (const std::string& pattern : root.patterns) text.append(1, std::exchange(mark, ',')).append(pattern);
  if (root.zone) text.append("@").append(root.zone->name());
  return text;
}

}  // namespace
}  // namespace tenstone::log_view

namespace tenstone::validation {

void Codec<log_view::Folders>::read(Reader& in, log_view::Folders& out, Rules, const At& at, Issues& issues) {
  std::string text;
  if (!issues.accept(in.string(text), "string", at)) return;
  out.roots.clear();
  for (const std::string& each : log_view::split(text, log_view::kBetween)) {
    auto read = log_view::read_root(each);
    if (read.fault.empty())
      out.roots.push_back(std::move(read.root));
    else
      issues.add(at, "log_folders", fmt::format("\"{}\" {}", each, read.fault));
  }
}

void Codec<log_view::Folders>::write(std::string& out, const log_view::Folders& value) {
  std::string text;
  for (const log_view::Root& root : value.roots) text += (text.empty() ? "" : " ") + log_view::text_of(root);
  write_string(out, text);
}

}  // namespace tenstone::validation
