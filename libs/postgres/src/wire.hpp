// One established connection in pipeline mode: puts work on it, takes results off it, remembers what is prepared.
#pragma once
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

#include "work.hpp"

struct pg_conn;  // libpq's

namespace tenstone::runtime {
class Loop;
}

namespace tenstone::postgres {

struct CloseConnection {
  void operator()(pg_conn* connection) const;
};
using PgConn = std::unique_ptr<pg_conn, CloseConnection>;
struct Connected;  // connect.hpp

// Invariants:
// * steps_ are the answers that the server owes us, in their order.
// * sent_ are the works that no Sync has confirmed yet, in their order; every Sync step counts those it confirms.
// * on_lost is called once; after it nothing else is called.
class Wire : public std::enable_shared_from_this<Wire> {
 public:
  struct Handlers {
    std::function<void(WorkPtr)> on_confirmed;                      // its Sync came: look at error, stale and aborted
    std::function<void()> on_settled;                               // all that had arrived is handed out
    std::function<void(std::string)> on_lost;                       // why
    std::function<void(std::string, std::string)> on_notification;  // channel, payload
  };
  Wire(runtime::Loop& loop, Connected connected, Handlers handlers);
  ~Wire();

  void start();
  void send(WorkPtr work);
  void sync();  // confirms all that was sent since the last one
  void flush();
  void close();  // no handler is called from here on

  bool quiet() const { return steps_.empty(); }
  bool in_transaction() const;
  std::deque<WorkPtr> take_sent() { return std::exchange(sent_, {}); }
  const std::deque<WorkPtr>& sent() const { return sent_; }
  std::chrono::steady_clock::time_point last_heard() const { return last_heard_; }

 private:
  enum class Kind : std::uint8_t { Parse, Execute, Sync };
  struct Step {
    Kind kind;
    std::uint64_t key = 0;       // Parse, Execute: of the statement
    Work* work = nullptr;        // Parse, Execute: in sent_ until the Sync
    std::string_view statement;  // its name
    std::size_t works = 0;       // Sync: how many it confirms
    bool answered = false;
  };
  struct Prepared {
    std::string name;
    int generation = 0;
    bool known = false;  // sent, and not refused
  };
  Prepared& prepared(const Query& query, std::uint64_t& key);
  void send_query(Work* work, const Query& query);
  void wait_readable();
  void wait_writable();
  void on_readable();
  void take_results();
  void on_result(const pg_result* result, std::shared_ptr<pg_result> owner);
  void on_error(const pg_result* result);
  void confirm();
  void take_notifications();
  void lose(std::string why);

  struct Socket;
  Handlers handlers_;
  PgConn connection_;
  std::unique_ptr<Socket> socket_;
  std::deque<Step> steps_;
  std::deque<WorkPtr> sent_;
  std::size_t unsynced_ = 0;
  std::unordered_map<std::uint64_t, Prepared> prepared_;
  std::chrono::steady_clock::time_point last_heard_;
  std::string last_words_;
  bool waiting_to_write_ = false;
  bool over_ = false;
};

}  // namespace tenstone::postgres
