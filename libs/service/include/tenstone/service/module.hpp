// A part of the product that plugs into a process: configuration keys, migrations, routes, background work. A module
// makes its own parts from what the Service offers, and hands on only what it exports.
#pragma once
#include <chrono>
#include <span>
#include <string_view>

#include "tenstone/postgres/migration.hpp"
#include "tenstone/runtime/task.hpp"

namespace tenstone::config {
class Table;
}
namespace tenstone::http {
class App;
}

namespace tenstone::service {

class Service;

// The calls come in this order, each for all modules in the order in which they were added; drain() in the opposite
// one. What open(), serving() or work() throws ends the start, and with it the process: one line of the log,
// "start.failed", names the module. What drain() throws is logged as "drain.failed" with the module's name; the others
// drain all the same, and the process ends with the code 1.
//
// Tasks that a module keeps running until drain() belong to a runtime::Supervisor or a runtime::Follower.
class Module {
 public:
  virtual ~Module() = default;
  virtual std::string_view name() const = 0;  // one of its own in the process

  // Names the modules that this one is built on: `service.with<audit::Module>()`. They stand before this one, so their
  // tables are there first, they open first and drain last. Called by Service::add(), before configure().
  virtual void needs(Service&) {}
  // Adds its area to the table. Nothing has been read yet.
  virtual void configure(config::Table&) {}
  virtual std::span<const postgres::Migration> migrations() const { return {}; }
  // Makes its parts. Configuration is read, stores are there, the schema is in place; loops do not run yet.
  // Throws Failure with a message for people: the start ends.
  virtual void open(Service&) {}
  // In a process that serves the API: mounts its controllers, behind all middleware. By Service::routes(), once.
  virtual void routes(http::App&) {}
  // In a process that serves, of either kind, before work(). The loops run; on none of them.
  virtual void serving() {}
  // In a process that does background work (Role::Worker, Role::Alone). The loops run; on none of them.
  virtual void work() {}
  // Development: the clock was moved, here and in the database. Renews what this process holds there until some time,
  // so that the jump does not end it. On loop 0; while one runs, the mover waits.
  virtual Task<> clock_moved() { co_return; }
  // Takes nothing new and lets what runs come to its end. True: all of it did. On loop 0.
  virtual Task<bool> drain() { co_return true; }
};

}  // namespace tenstone::service
