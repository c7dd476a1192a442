// Mails that are to be sent: a row in the transaction that is the reason for the mail, sent later by the Sender.
#pragma once
#include <functional>
#include <optional>
#include <string>

#include "tenstone/core/result.hpp"
#include "tenstone/core/uuid.hpp"
#include "tenstone/mail/address.hpp"
#include "tenstone/mail/errors.hpp"
#include "tenstone/postgres/session.hpp"
#include "tenstone/runtime/task.hpp"

namespace tenstone::mail {

inline constexpr std::size_t kMaxSubjectBytes = 250, kMaxTextBytes = 256 * 1024;

struct Mail {
  std::string to, subject, text;
  Uuid org = {};                 // whose mail it is; all zero: the installation's own
  std::optional<Uuid> id = {};   // unset: a new one
  std::optional<Uuid> job = {};  // the id of what sends it; unset: a new one
};

// Error: mail_invalid, whose message says which part is wrong: `to` is no Address; the subject is empty, has more than
// 250 bytes, or a control character (a line break); the text is empty, or has more than 256 KiB.
Result<void> check(const Mail& mail);

// Makes sure that Sender::send(org, mail) is called after the transaction has committed, at least once, and again with
// growing pauses while it fails for now. `job`: as Mail has it.
using Enqueue =
    std::function<Task<Result<void>>(postgres::Transaction& transaction, Uuid org, Uuid mail, std::optional<Uuid> job)>;
// Says that there may be something to send now: a hint. Does not wait.
using Wake = std::function<void()>;

// One per process, used on any loop.
class Outbox {
 public:
  // `domain`: of the ids that the messages get. `open`: whether mail can be sent at all.
  Outbox(Ids& ids, std::string domain, bool open) : ids_(ids), domain_(std::move(domain)), open_(open) {}
  // Once, before the first put(): what libs/adapters/mail-jobs supplies.
  void connect(Enqueue enqueue, Wake wake);

  // As part of the caller's transaction: the mail is sent if and when that commits. False: there is a mail of this org
  // and id already, and nothing was done; so an attempt that is made again sends no second mail. Errors: mail_invalid,
  // mail_not_configured, those of Transaction::execute(). Throws std::logic_error before connect(), and what
  // Transaction::execute() throws (unstorable_text: no UTF-8, or a NUL).
  Task<Result<bool>> put(postgres::Transaction& transaction, Mail mail);
  // After the commit: it is sent at once. Without it, a second later.
  void wake() const;

 private:
  Ids& ids_;
  const std::string domain_;
  const bool open_;
  Enqueue enqueue_;
  Wake wake_;
};

}  // namespace tenstone::mail
