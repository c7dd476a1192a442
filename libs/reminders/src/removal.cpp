#include "tenstone/reminders/reminders.hpp"

namespace tenstone::reminders {
namespace {

constexpr std::int64_t kRemovedAtOnce = 500;

constexpr postgres::Statement kRemoveReminders{"reminders.remove_old", R"(
  delete from reminders where (org_id, id) in (
    select org_id, id from reminders where ended_at < tenstone.now() - $1::bigint * interval '1 second'
    order by ended_at limit $2 for update skip locked))"};

constexpr postgres::Statement kRemoveOccurrences{"reminder_occurrences.remove_old", R"(
  delete from reminder_occurrences where (org_id, id) in (
    select org_id, id from reminder_occurrences where ended_at < tenstone.now() - $1::bigint * interval '1 second'
    order by ended_at limit $2 for update skip locked))"};

Task<> remove_slices(postgres::Database& database, const postgres::Statement& statement, std::int64_t age) {
  for (std::size_t removed = 1; removed > 0;) {
    const auto slice = co_await database.write(statement, age, kRemovedAtOnce);
    if (!slice) throw Failure(slice.error());
    removed = slice->affected();
  }
}

}  // namespace

Task<> remove_old_reminders(postgres::Database& database, std::chrono::seconds kept_for) {
  const auto age = static_cast<std::int64_t>(kept_for.count());
  co_await remove_slices(database, kRemoveOccurrences, age);
  co_await remove_slices(database, kRemoveReminders, age);
}

}  // namespace tenstone::reminders
