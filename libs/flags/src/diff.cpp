#include "tenstone/flags/diff.hpp"

#include <algorithm>
#include <map>

#include "tenstone/validation/issues.hpp"
#include "tenstone/validation/reader.hpp"

namespace tenstone::flags {
namespace {

using validation::At;
using JsonText = std::optional<std::string_view>;

std::map<std::string, std::string> members_of(std::string_view object) {
  std::map<std::string, std::string> members;
  const validation::ReaderPtr in = validation::open_json(object);
  in->enter_object();
  for (std::string_view key; in->next_key({}, key);) in->raw(members[std::string(key)]);
  return members;
}
std::vector<std::string> items_of(std::string_view array) {
  std::vector<std::string> items;
  const validation::ReaderPtr in = validation::open_json(array);
  in->enter_array();
  while (in->next_item()) in->raw(items.emplace_back());
  return items;
}

class Comparer {
 public:
  explicit Comparer(std::vector<Difference>& out) : out_(out) {}

  void compare(const At& at, JsonText before, JsonText after, std::size_t depth = 0) {
    if (before == after) return;
    const char kind = before && after && before->front() == after->front() ? before->front() : '\0';
    const std::size_t first = out_.size();
    if (depth < validation::kMaxDepth && kind == '{') members(at, *before, *after, depth);
    if (depth < validation::kMaxDepth && kind == '[') items(at, *before, *after, depth);
    if (out_.size() > first && out_.size() - first <= kMaxDifferences) return;
    out_.resize(first);
    out_.push_back({at.pointer(), std::optional<std::string>(before), std::optional<std::string>(after)});
  }

 private:
  void members(const At& at, std::string_view before, std::string_view after, std::size_t depth) {
    const auto old = members_of(before), now = members_of(after);
    for (const auto& [name, json] : old) {
      const auto found = now.find(name);
      compare(At{&at, name}, json, found == now.end() ? JsonText() : JsonText(found->second), depth + 1);
    }
    for (const auto& [name, json] : now)
      if (!old.contains(name)) compare(At{&at, name}, {}, json, depth + 1);
  }
  void items(const At& at, std::string_view before, std::string_view after, std::size_t depth) {
    const auto old = items_of(before), now = items_of(after);
    const auto item = [](const std::vector<std::string>& all, std::size_t i) {
      return i < all.size() ? JsonText(all[i]) : JsonText();
    };
    for (std::size_t i = 0; i < std::max(old.size(), now.size()); ++i)
      compare(At{&at, {}, static_cast<std::ptrdiff_t>(i)}, item(old, i), item(now, i), depth + 1);
  }

  std::vector<Difference>& out_;
};

}  // namespace

std::vector<Difference> differences(std::optional<std::string_view> before, std::optional<std::string_view> after) {
  std::vector<Difference> out;
  Comparer(out).compare(At{}, before, after);
  return out;
}

}  // namespace tenstone::flags
