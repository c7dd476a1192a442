// Sends what is in the outbox.
#pragma once
#include "tenstone/core/result.hpp"
#include "tenstone/core/uuid.hpp"
#include "tenstone/mail/address.hpp"
#include "tenstone/mail/transport.hpp"
#include "tenstone/runtime/blocking_pool.hpp"
#include "tenstone/runtime/task.hpp"

namespace tenstone::postgres {
class Database;
}

namespace tenstone::mail {

// Holds no state of its own: one serves all loops. What it is given must outlive it.
class Sender {
 public:
  Sender(postgres::Database& database, runtime::BlockingPool& pool, Transport transport, Mailbox from)
      : database_(database), pool_(pool), transport_(std::move(transport)), from_(std::move(from)) {}

  // Sends the mail on the pool and notes it in its row, whose body is then removed. A mail that was sent is not sent
  // again. A process that dies between both sends it twice, with the same Message-ID. Suspends, for as long as the
  // transport may take. Errors: mail_refused, mail_unsent, of which the row says why; mail_not_found; busy: the pool is
  // full. Throws what Database throws.
  Task<Result<void>> send(Uuid org, Uuid id);

 private:
  postgres::Database& database_;
  runtime::BlockingPool& pool_;
  const Transport transport_;
  const Mailbox from_;
};

// Removes rows that were written more than seven days ago. Throws what Database::write() throws.
Task<> remove_old_mails(postgres::Database& database);

}  // namespace tenstone::mail
