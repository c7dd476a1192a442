// What auth needs so that people get letters. auth declares it; libs/adapters/auth-mail supplies it by mail and jobs.
#pragma once
#include <string>

#include "tenstone/core/result.hpp"
#include "tenstone/core/uuid.hpp"
#include "tenstone/runtime/task.hpp"

namespace tenstone::postgres {
class Transaction;
}

namespace tenstone::auth {

struct Letter {
  std::string to, subject, text;
};

// Safe on every loop. What works inside a transaction is kept if and when that commits.
class Postbox {
 public:
  virtual ~Postbox() = default;
  // Why no letter can be sent, as flows that need one answer; nullptr: they can.
  virtual const ErrorCode* closed() const = 0;

  // Makes sure that Recovery::write(request, id) is called later, outside of any request, at least once and always with
  // the same id. Suspends.
  virtual Task<Result<void>> write_later(postgres::Transaction& transaction, std::string request) = 0;
  // Puts a letter into the outbox. False: one of this id was put before, and nothing was done. Suspends.
  virtual Task<Result<bool>> put(postgres::Transaction& transaction, Uuid id, Letter letter) = 0;
  // After a commit: there may be something to do now.
  virtual void wake() = 0;
};

}  // namespace tenstone::auth
