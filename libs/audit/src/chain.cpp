#include "tenstone/audit/chain.hpp"

#include <string_view>

#include "tenstone/core/hash.hpp"

namespace tenstone::audit {
namespace {

void put_number(std::string& out, std::uint64_t value, int bytes) {
  for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift & 0xff);
}

void put(std::string& out, std::string_view field) {
  put_number(out, field.size(), 4);
  out += field;
}

void put(std::string& out, const std::optional<std::string>& field) {
  if (field)
    put(out, std::string_view(*field));
  else
    put_number(out, 0xFFFFFFFFU, 4);
}

void put(std::string& out, const Uuid& id) {
  put_number(out, id.bytes.size(), 4);
  out.append(id.bytes.begin(), id.bytes.end());
}

void put(std::string& out, std::int64_t number) {
  put_number(out, 8, 4);
  put_number(out, static_cast<std::uint64_t>(number), 8);
}

}  // namespace

std::string first_prev_hash() { return std::string(32, '\0'); }

std::string hash_of(const Row& row, const std::string& prev_hash) {
  std::string bytes;
  put(bytes, std::string_view("tenstone.audit.1"));
  put(bytes, std::string_view(prev_hash));
  put(bytes, row.org);
  put(bytes, row.seq);
  put(bytes, static_cast<std::int64_t>(row.at.time_since_epoch().count()));
  put(bytes, row.id);
  for (const std::string* field : {&row.actor, &row.action, &row.subject}) put(bytes, std::string_view(*field));
  for (const auto* field : {&row.ip, &row.user_agent, &row.session_ref}) put(bytes, *field);
  put(bytes, std::string_view(row.details));
  return sha256(bytes);
}

}  // namespace tenstone::audit
