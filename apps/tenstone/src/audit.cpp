// audit verify: whether the audit log is what was written, for whoever runs the installation.
#include <fmt/core.h>

#include "own_name.hpp"
#include "process.hpp"
#include "tenstone/audit/audit_log.hpp"
#include "tenstone/core/console.hpp"
#include "tenstone/core/error.hpp"
#include "tenstone/core/uuid.hpp"
#include "verbs.hpp"

namespace tenstone::cli {
namespace {

inline const ErrorCode kNotAnOrganisation{ErrorKind::Invalid, "organisation_id_invalid",
                                          "That is not an organisation's id"};

Uuid organisation_id_of(const std::string& text) {
  if (const auto id = parse_uuid(text)) return *id;
  throw Failure(Error(kNotAnOrganisation, fmt::format("--org {}: an organisation's id looks like "
                                                      "018bcfe5-6800-7000-8000-000000000000",
                                                      text)));
}

std::string name_of(const Uuid& org) { return org == Uuid() ? "installation" : to_string(org); }

void print(const Uuid& org, const audit::Verification& found) {
  console::print("{}: {} sealed, {} waiting", name_of(org), found.entries, found.waiting);
  if (found.waiting_since) console::print(" since {}", to_rfc3339(*found.waiting_since));
  console::print("{}{}\n", found.entries > 0 ? ", head " : "", found.entries > 0 ? found.head : "");
}

}  // namespace

int audit_verify(const Settings& settings, const std::string& organisation) {
  std::vector<Uuid> chains;
  if (!organisation.empty()) chains.push_back(organisation_id_of(organisation));
  Process process("audit", settings);
  process.service.open();
  int faults = 0;
  process.service.run([&]() -> Task<> {
    postgres::Database& database = process.service.database();
    if (chains.empty()) chains = co_await audit::chains(database);
    for (const Uuid& org : chains) {
      const auto found = co_await audit::verify(database, org);
      print(org, found);
      if (!found.broken_seq) continue;
      ++faults;
      fail(1, fmt::format("{}, entry {}: {}", name_of(org), *found.broken_seq, found.reason));
    }
  });
  return faults == 0 ? 0 : 1;
}

}  // namespace tenstone::cli
