// Going off: the job of an occurrence.
#pragma once
#include <map>

#include "tenstone/core/clock.hpp"
#include "tenstone/jobs/outcome.hpp"
#include "tenstone/jobs/queue.hpp"
#include "tenstone/jobs/run.hpp"
#include "tenstone/logging/logger.hpp"
#include "tenstone/mail/outbox.hpp"
#include "tenstone/metrics/metrics.hpp"
#include "tenstone/postgres/database.hpp"
#include "tenstone/reminders/reminder.hpp"
#include "tenstone/webhooks/outgoing.hpp"

namespace tenstone::reminders {

struct Message;

// * One transaction locks the reminder, marks the occurrence, makes the next one with its job, and hands the message to
//   its channel: a mail in the outbox, a webhook's delivery, or a line in the log. Whatever dies, all of it happens or
//   nothing. So an occurrence is handed over once; mail and webhook are sent at least once, under the same id. A line
//   of the log is written before the commit: when that fails, another one follows with the next attempt.
// * Never early: an occurrence whose time is still to come, by the database's clock, is put back.
// * One that was cancelled, or has gone off, ends without doing anything.
// * Late: of a rule, catch_up says what goes off; the rest is missed (event "reminder.missed").
// * A channel that refuses (no mail server is set, the endpoint was removed) does not stop the rule: the occurrence has
//   gone off and the next one is made, and the job is tried again by its policy or is dead, by the error's kind.
//   Retried by hand it is handed over then.
// * Round trips: 2 for the log, 4 for a mail, 5 for a webhook; of a rule, whose next time has a job, one more.
class Firing {
 public:
  // What it is given must outlive it.
  Firing(postgres::Database& database, Ids& ids, jobs::Queue& queue, mail::Outbox& outbox, webhooks::Outgoing& outgoing,
         metrics::Registry& registry, logging::Logger log);

  // What a job of kKind does: its id is that of the occurrence. Suspends. Throws what Database throws: the attempt
  // failed, and nothing happened.
  Task<jobs::Outcome> go_off(jobs::Run& run);

 private:
  struct Going;

  Task<Result<jobs::Outcome>> attempt(jobs::Run& run, const Error* refused);
  Task<Result<std::optional<Uuid>>> hand_over(postgres::Transaction& transaction, jobs::Run& run,
                                              const Message& message);
  Task<> store(postgres::Transaction& transaction, const Going& going);
  void tell(const Going& going) const;
  void wake(ChannelType channel) const;

  postgres::Database& database_;
  Ids& ids_;
  jobs::Queue& queue_;
  mail::Outbox& outbox_;
  webhooks::Outgoing& outgoing_;
  const logging::Logger log_;
  const std::map<ChannelType, metrics::Counter> gone_off_;
  const metrics::Counter missed_;
  const metrics::Histogram lateness_;
};

}  // namespace tenstone::reminders
