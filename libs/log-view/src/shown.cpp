#include "shown.hpp"

#include "tenstone/log_view/redact.hpp"

namespace tenstone::log_view {
namespace {

void copy_place(Entry& to, const Entry& from) {
  to.offset = from.offset;
  to.end = from.end;
  to.lines = from.lines;
  to.truncated = from.truncated;
  to.time = from.time;
  to.time_source = from.time_source;
}

}  // namespace

const Entry* Shown::of(const Entry& entry, const Format& format) {
  const bool finds_no_more = query_.finds_no_more_when_redacted();  // then most entries need not be redacted
  if (finds_no_more && !query_.matches(entry)) return nullptr;
  text_ = redact(entry.raw);
  if (text_ == entry.raw) return finds_no_more || query_.matches(entry) ? &entry : nullptr;
  read_entry(text_, format, redacted_);
  copy_place(redacted_, entry);
  return query_.matches(redacted_) ? &redacted_ : nullptr;
}

const Entry* Shown::counted(const Entry& entry, const Format& format) {
  if (query_.looks_at_text()) return of(entry, format);
  return query_.matches(entry) ? &entry : nullptr;
}

EntryAnswer answer_of(const Entry& entry, std::string file, std::string id) {
  EntryAnswer out{.id = std::move(id), .file = std::move(file)};
  out.offset = entry.offset;
  out.time = entry.time;
  out.time_source = entry.time_source;
  out.level = entry.level;
  out.message = entry.message;
  for (const auto& [name, value] : entry.fields) out.fields.try_emplace(std::string(name), value);
  out.raw = entry.raw;
  out.lines = entry.lines;
  out.truncated = entry.truncated;
  return out;
}

}  // namespace tenstone::log_view
