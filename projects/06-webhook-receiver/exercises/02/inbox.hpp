// What both answers to exercise 02 work with: an inbox that several processes use at once.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace exercise {

enum class Answer : std::uint8_t {
  Accepted,   // it is new, and stored
  Duplicate,  // it is there already
  Conflict,   // its id is there already, with another body
};

struct Event {
  std::string source, id, body;
};

// A table with a unique key. Each call is atomic, as a statement of PostgreSQL is; between two calls other processes
// make theirs: `meanwhile` is called once, before the second call.
class Inbox {
 public:
  // The body that is stored under a key; nothing: there is none.
  std::optional<std::string> find(const std::string& key) {
    others();
    const auto found = rows_.find(key);
    return found == rows_.end() ? std::nullopt : std::optional(found->second);
  }
  // Stores it, as an INSERT without a unique key does.
  void insert(const std::string& key, const std::string& body) {
    others();
    rows_.insert_or_assign(key, body);
    ++stored_;
  }
  // INSERT … ON CONFLICT DO NOTHING: whether it was stored.
  bool insert_if_new(const std::string& key, const std::string& body) {
    others();
    const bool made = rows_.try_emplace(key, body).second;
    if (made) ++stored_;
    return made;
  }

  std::size_t stored() const { return stored_; }  // how often
  std::function<void()> meanwhile;

 private:
  void others() {
    if (++calls_ == 2 && meanwhile) std::exchange(meanwhile, nullptr)();
  }
  std::map<std::string, std::string> rows_;
  std::size_t stored_ = 0, calls_ = 0;
};

}  // namespace exercise
