// Entries as they may be seen: without secrets, in what is shown and in what a query finds.
#pragma once
#include <map>
#include <string>

#include "opened.hpp"
#include "tenstone/log_view/answers.hpp"
#include "tenstone/log_view/assembler.hpp"
#include "tenstone/log_view/query.hpp"

namespace tenstone::log_view {

// Redacts an entry's bytes and reads them anew, so that fields and message hold no secrets either; the query is asked
// about the result. So nobody learns a secret by asking whether it is there.
//
// Not for two threads at once. `query` outlives it.
class Shown {
 public:
  explicit Shown(const Query& query) : query_(query) {}

  // The entry as it may be shown, valid until the next call and as long as `entry`. nullptr: the query does not hold.
  const Entry* of(const Entry& entry, const Format& format);
  // The same for who only counts it: it may hold secrets where the query does not look at them.
  const Entry* counted(const Entry& entry, const Format& format);

 private:
  const Query& query_;
  std::string text_;
  Entry redacted_;
};

// `entry` must be one that Shown has given.
EntryAnswer answer_of(const Entry& entry, std::string file, std::string id);

}  // namespace tenstone::log_view
