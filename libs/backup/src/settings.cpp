#include "tenstone/backup/settings.hpp"

#include <algorithm>
#include <string_view>

#include "tenstone/backup/version.hpp"
#include "tenstone/postgres/connection_string.hpp"
#include "tenstone/postgres/errors.hpp"

namespace tenstone::validation {
namespace {

constexpr std::string_view kNever = "never", kAfter = "after";

void read_cron(std::string_view text, std::optional<recurrence::Cron>& out, const At& at, Issues& issues) {
  out.reset();
  if (text.empty() || text == kNever) return;
  auto cron = recurrence::Cron::parse(text);
  if (cron)
    out = *std::move(cron);
  else
    issues.add(at, cron.error().code, cron.error().message);
}

std::string_view text_of(const std::optional<recurrence::Cron>& cron) { return cron ? cron->text() : kNever; }

}  // namespace

void Codec<backup::Times>::read(Reader& in, backup::Times& out, Rules, const At& at, Issues& issues) {
  std::string text;
  if (issues.accept(in.string(text), "string", at)) read_cron(text, out.cron, at, issues);
}
void Codec<backup::Times>::write(std::string& out, const backup::Times& value) {
  write_string(out, text_of(value.cron));
}

void Codec<backup::DrillTimes>::read(Reader& in, backup::DrillTimes& out, Rules, const At& at, Issues& issues) {
  std::string text;
  if (!issues.accept(in.string(text), "string", at)) return;
  out.after_take = text == kAfter;
  read_cron(out.after_take ? kNever : std::string_view(text), out.cron, at, issues);
}
void Codec<backup::DrillTimes>::write(std::string& out, const backup::DrillTimes& value) {
  write_string(out, value.after_take ? kAfter : text_of(value.cron));
}

void Codec<backup::DatabaseNames>::read(Reader& in, backup::DatabaseNames& out, Rules, const At& at, Issues& issues) {
  constexpr std::string_view kBetween = ", \t\n";
  std::string text;
  if (!issues.accept(in.string(text), "string", at)) return;
  out.names.clear();
  for (std::size_t from = text.find_first_not_of(kBetween); from != text.npos;) {
    const std::size_t end = std::min(text.find_first_of(kBetween, from), text.size());
    std::string name = text.substr(from, end - from);
    if (auto valid = backup::check_database_name(name); !valid)
      issues.add(at, valid.error().code, valid.error().message);
    else
      out.names.push_back(std::move(name));
    from = text.find_first_not_of(kBetween, end);
  }
}
void Codec<backup::DatabaseNames>::write(std::string& out, const backup::DatabaseNames& value) {
  std::string text;
  for (const std::string& name : value.names) text.append(text.empty() ? "" : ",").append(name);
  write_string(out, text);
}

}  // namespace tenstone::validation

namespace tenstone::backup {

Result<std::vector<std::string>> databases_of(const Settings& settings, const std::string& server) {
  if (!settings.databases.names.empty()) return settings.databases.names;
  const auto environment = postgres::connection_environment(server);
  if (!environment) return environment.error();
  for (const char* name : {"PGDATABASE", "PGUSER"})  // as libpq does
    if (const auto found = environment->find(name); found != environment->end()) return {{found->second}};
  return Error(postgres::kDatabaseUnavailable,
               "The URL of the server names no database: set TENSTONE_BACKUP_DATABASES");
}

}  // namespace tenstone::backup
