// The worker behind worker.hpp.
#pragma once
#include <array>
#include <atomic>
#include <deque>
#include <map>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "attempt.hpp"
#include "meters.hpp"
#include "names.hpp"
#include "pace.hpp"
#include "tenstone/jobs/worker.hpp"
#include "tenstone/runtime/event.hpp"
#include "turns.hpp"
#include "watermark.hpp"

namespace tenstone::jobs {

// One trip to the database: what it brings, and how many jobs it may take.
struct Trip {
  std::int64_t worker;  // which we were when it left
  std::vector<Line> lines;
  std::vector<Ended> ended;                 // by outcome, then id
  std::size_t limit = 0;                    // by age
  std::vector<Turns::Share> shares;         // before that, by organisation
  std::size_t limited_most = 0;             // of limited queues, instead of the two before
  std::vector<std::int32_t> limited;        // these queues
  std::vector<std::int32_t> looks_through;  // queues, for organisations that wait; none: it does not look
  std::vector<std::size_t> classes;         // in the order in which they are looked at
  Watermark::Plan plan{};
  bool asks_due = false;   // when the next job is due, and which queues have a limit
  bool publishes = false;  // files of attempts that succeeded

  std::size_t most() const;  // jobs that it may take
  bool takes_turns() const { return !shares.empty() || !looks_through.empty(); }
};

// Lives on loops[0], but for what says otherwise.
//
// Invariants:
// * held_ has each attempt from the claim's answer until its end is stored, fenced or given up.
// * an attempt counts into running_ from then until its handler has ended or it was given up, and then waits in ended_
//   or travels in a Trip; one that was given up counts into stuck_ until its handler has ended.
// * running_ + claiming_ <= slots + guests, and so is what waits in ended_: nothing is claimed but by a trip that takes
// it along.
// * while unanswered_, jobs may be ours in the database that we do not know of: nothing is claimed until recover().
class Engine : public std::enable_shared_from_this<Engine> {
 public:
  using Steady = std::chrono::steady_clock;

  Engine(runtime::Loops& loops, postgres::Database& database, const Clock& clock, logging::Logger log,
         metrics::Registry& registry, WorkerOptions options);

  void handle(std::string name, Kind kind);
  void handle_others(OtherKinds others) { others_ = std::move(others); }
  void attach_by(Attachments& attachments) { attachments_ = &attachments; }
  Attachments* attachments() const { return attachments_; }
  void start();
  Task<bool> drain();
  void hurry();                       // any thread
  void wake(std::string_view queue);  // any thread
  void look(std::string_view queue);  // any thread
  Task<> beat();
  Task<> rescue();
  std::size_t running() const { return running_; }

  // On the handler's loop.
  void finished(Ended ended);
  void logged(Line line);
  const Clock& clock() const { return clock_; }
  const logging::Logger& log() const { return log_; }
  const logging::Logger log_of(const Attempt& attempt) const;

 private:
  struct Outbox {  // of one loop: what has not been sent to the worker's yet
    std::vector<Line> lines;
    std::vector<Ended> ended;
    bool posted = false;
  };

  struct Known {
    std::string name;
    std::shared_ptr<const Kind> fixed;  // nullptr: others_ knows, perhaps
  };

  bool closed() const { return supervisor_.stopped(); }

  // engine.cpp
  void begin(std::vector<AttemptPtr> attempts);
  void send(Outbox& outbox);
  void take_in(std::vector<Line> lines, std::vector<Ended> ended);
  void fenced_off(const Ended& ended);
  void release(const AttemptPtr& attempt);
  static Task<> run_attempt(std::shared_ptr<Engine> engine, AttemptPtr attempt);

  // kinds.cpp
  void launch(std::vector<Claimed> jobs);
  bool find_code(Attempt& attempt) const;
  static Task<> look_for_code(std::shared_ptr<Engine> self, std::vector<AttemptPtr> attempts);
  Task<> learn_names(const std::vector<AttemptPtr>& attempts);

  // lane.cpp
  static Task<> lane(std::shared_ptr<Engine> self, runtime::Pulse pulse);
  Task<> trip(std::optional<postgres::Lease>& lease);
  Trip pack();
  std::vector<postgres::Query> queries(const Trip& trip) const;
  void arrived(const Trip& trip, const std::vector<postgres::Rows>& rows, Steady::time_point began);
  void recorded(const std::vector<Ended>& ended, Fate fate, const postgres::Rows& rows);
  void look_by(Steady::time_point time);
  void claimed(const Trip& trip, std::vector<Claimed> jobs, Steady::time_point began);
  bool goes_for_limited(const Trip& trip);
  void begun(const Trip& trip, std::vector<Claimed> jobs);
  void claimed_by_shares(const Trip& trip, std::vector<Claimed> jobs, Steady::time_point began);
  Turns::Held held_by_organisation() const;
  Steady::time_point turns_due(std::size_t used) const;
  void bring_back(Trip trip);
  Task<> recover(std::optional<postgres::Lease>& lease);
  Pace::Situation situation() const;
  bool may_claim() const;

  // life.cpp
  static Task<> live(std::shared_ptr<Engine> self, runtime::Pulse pulse);
  Task<> keep_alive();
  Task<> sign_in();
  Task<bool> renew();
  Task<> ensure_partitions(Time now);
  Task<> drop_history();
  void taken_for_dead();
  void watch_fence();
  Task<> stop_cancelled();

  // leave.cpp
  void ask_to_stop(const AttemptPtr& attempt, StopReason why);
  void ask_all_to_stop();
  static Task<> watch_deadlines(std::shared_ptr<Engine> self, runtime::Pulse pulse);
  Steady::time_point stop_overdue();
  void give_up(const AttemptPtr& attempt, Ended ended);
  Task<bool> emptied(Steady::duration timeout);

  runtime::Loops& loops_;
  runtime::Loop& home_;
  postgres::Database& database_;
  const Clock& clock_;
  const logging::Logger log_;
  const WorkerOptions options_;
  Meters meters_;
  const Pace pace_;
  Names names_;

  std::map<std::string, std::shared_ptr<const Kind>> handlers_;
  OtherKinds others_;
  Attachments* attachments_ = nullptr;                                     // not changed once it runs
  std::unordered_map<std::int32_t, Known> kinds_;                          // by id
  std::vector<std::int32_t> queues_;                                       // ids, in the order of the options
  std::map<std::pair<std::int16_t, std::int32_t>, std::size_t> class_of_;  // (priority, queue)
  std::size_t turn_ = 0;                                                   // which queue is looked at first

  std::int64_t worker_ = 0;  // 0: not signed in
  std::int32_t epoch_ = 0;
  std::optional<Steady::time_point> beaten_at_;
  int beats_in_a_row_ = 0;
  std::optional<std::chrono::sys_days> partitioned_on_;
  Steady::time_point next_making_{}, next_drop_{};
  bool fenced_ = false;

  std::unordered_set<AttemptPtr> held_;
  std::deque<Ended> ended_;
  std::deque<Line> lines_;
  std::optional<Steady::time_point> first_waits_;
  std::size_t running_ = 0, stuck_ = 0, claiming_ = 0, next_loop_ = 0;
  std::size_t trips_ = 0;  // that did all that they should
  Watermark watermark_;
  Turns turns_;
  std::vector<std::int32_t> limited_;                   // queues, in order; as of the last time that it was asked
  bool limited_next_ = false;                           // claims of limited queues and of the others take turns
  bool turns_woken_ = false, turns_under_way_ = false;  // a trip looks for, or serves, organisations that wait
  bool woken_ = true, backlog_ = false, unanswered_ = false;
  Steady::time_point next_poll_{}, not_before_{};

  Steady::time_point next_deadline_ = Steady::time_point::max();  // of an attempt

  bool draining_ = false, hurried_ = false;
  runtime::Event changed_;          // for the lanes
  runtime::Event settled_;          // for drain(): an attempt was released, or hurry()
  runtime::Event closing_;          // for the beat
  runtime::Event hurries_;          // for the deadlines: an earlier one, or the end
  runtime::Supervisor supervisor_;  // lanes, beat, deadlines
  runtime::TaskGroup tasks_;        // that end by themselves
  runtime::PerLoop<Outbox> outboxes_;
};

}  // namespace tenstone::jobs
