// How many credentials of one address may fail before it is not looked up any more: a forged token or cookie costs a
// look-up in Redis and one in PostgreSQL, and a limit that counts answers comes behind them.
#pragma once
#include <chrono>
#include <cstdint>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "tenstone/core/clock.hpp"
#include "tenstone/core/result.hpp"
#include "tenstone/http/request.hpp"
#include "tenstone/web/errors.hpp"

namespace tenstone::web {

struct FailedLookupsOptions {
  int failures = 20;               // of one address, before it has to wait; one is forgiven each second
  int at_once = 100;               // look-ups under way, of an address of which nothing has failed
  std::size_t addresses = 10'000;  // the one that was used longest ago is forgotten for another
  std::size_t credentials = 10'000;
  int failures_of_known = 100;  // of a credential that held lately, before its failures count for its address
};

// Of this process alone: each process counts for itself. Safe on all loops; waits for nothing but a short lock.
//
// The promise: whatever comes from one address in a time of t seconds, at most max(failures, at_once) + t look-ups of
// it fail, as long as the address is not forgotten, and at most failures_of_known of each credential that held lately.
// Such a one, and one that was made here, is looked up in any case, so that those who share an address with an attacker
// go on, and can sign in; and a page that asks on after its person has signed out does no harm to others. One that this
// process has not seen yet has to wait while the address is over its budget.
class FailedLookups {
 public:
  using Options = FailedLookupsOptions;
  explicit FailedLookups(Options options = {}) : options_(options) {}

  // What `look_up` finds of the credential that a request shows. Suspends. Errors: those of `look_up`, of which only
  // one of kind Unauthenticated counts (a server that is away says nothing of a credential); too_many_bad_credentials
  // with retry_after, and nothing was looked up.
  template <class T>
  Task<Result<T>> watch(const http::Request& request, std::string_view credential, const Clock& clock,
                        Task<Result<T>> look_up) {
    Lookup lookup = begin(request.client(), credential, clock.now());
    if (lookup.wait() > lookup.wait().zero()) {
      Error error(kTooManyBadCredentials);
      error.retry_after = lookup.wait();
      co_return error;
    }
    auto found = co_await std::move(look_up);
    if (found)
      lookup.held();
    else if (found.error().kind == ErrorKind::Unauthenticated)
      lookup.failed(clock.now());
    co_return found;
  }

  // One look-up. When it goes without held() or failed(), it counts as neither.
  class Lookup {
   public:
    Lookup(Lookup&& other) noexcept;
    ~Lookup();
    // How long to wait before the next try; zero: look it up.
    std::chrono::seconds wait() const { return wait_; }
    void held();
    void failed(Time now);

   private:
    friend class FailedLookups;
    Lookup(FailedLookups& table, std::string address, std::uint64_t credential)
        : table_(&table), address_(std::move(address)), credential_(credential) {}
    FailedLookups* table_;
    std::string address_;
    std::uint64_t credential_;
    bool pending_ = false;
    std::chrono::seconds wait_{0};
  };
  // `client`: an IP address as a text; of IPv6 its /64 counts. The table must outlive the Lookup.
  Lookup begin(std::string_view client, std::string_view credential, Time now);

  // Of a credential that was made just now and is about to be handed out: it holds.
  void made(std::string_view credential);

  std::size_t addresses() const;

 private:
  struct Address {
    std::string name;
    double failures = 0;  // at `at`; one less each second
    Time at{};
    int pending = 0;
  };
  Address* find(const std::string& name, Time now);
  Address& add(std::string name, Time now);
  int* known(std::uint64_t credential);
  void note_held(std::uint64_t credential);
  void end(const std::string& name);  // of one that was under way

  const Options options_;
  mutable std::mutex mutex_;
  // Invariant: one entry in `places_` for each in `used_`, whose front was used last.
  std::list<Address> used_;
  std::unordered_map<std::string, std::list<Address>::iterator> places_;
  // By the hashes of credentials that held, how often each may fail: the younger half, and the one before it.
  std::unordered_map<std::uint64_t, int> young_, old_;
};

}  // namespace tenstone::web
