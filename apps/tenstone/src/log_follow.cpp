#include "log_follow.hpp"

#include <cerrno>
#include <cstdio>
#include <exception>
#include <fmt/core.h>
#include <system_error>

#include "log_output.hpp"
#include "own_name.hpp"
#include "tenstone/core/console.hpp"
#include "tenstone/log_view/tails.hpp"
#include "tenstone/runtime/blocking_pool.hpp"
#include "tenstone/runtime/loop.hpp"
#include "tenstone/validation/validation.hpp"

namespace tenstone::cli {
namespace {

using namespace log_view;
using namespace std::chrono_literals;

// The value of a field of one server-sent event; "": it has none.
std::string_view field_of(std::string_view event, std::string_view name) {
  const std::string begin = fmt::format("{}: ", name);
  for (std::size_t from = 0; from < event.size();) {
    const std::size_t end = std::min(event.find('\n', from), event.size());
    const std::string_view line = event.substr(from, end - from);
    if (line.starts_with(begin)) return line.substr(begin.size());
    from = end + 1;
  }
  return "";
}

void say_gap(const GapAnswer& gap) {
  console::print_error("{}: lines may be missing here: {}\n", program_name(),
                       gap.reason == GapAnswer::Reason::Truncated  ? "the file was truncated"
                       : gap.reason == GapAnswer::Reason::Replaced ? "the file was deleted or moved away"
                                                                   : "more was written than could be read");
}

std::string shown_event(std::string_view event, bool json) {
  const std::string_view type = field_of(event, "event"), data = field_of(event, "data");
  if (type == "entry")
    if (const auto entry = validation::parse_json<EntryAnswer>(data)) return shown(*entry, json);
  if (type == "gap")
    if (const auto gap = validation::parse_json<GapAnswer>(data)) say_gap(*gap);
  return "";
}

std::string shown_events(std::string_view events, bool json) {
  std::string out;
  while (!events.empty()) {
    const std::size_t end = std::min(events.find("\n\n"), events.size());
    out += shown_event(events.substr(0, end), json);
    events.remove_prefix(std::min(end + 2, events.size()));
  }
  return out;
}

// False: nobody reads it any more.
bool write(const std::string& text) {
  const bool written = console::write(stdout, console::printable_lines(text)) && std::fflush(stdout) == 0;
  if (!written && errno != EPIPE) throw std::system_error(errno, std::generic_category(), "cannot write to stdout");
  return written;
}

Task<> print_all(Tails& tails, TailQuery query, bool json) {
  const http::Request nobody{};
  const auto source = co_await tails.open(nobody, std::move(query));
  if (!source) throw Failure(source.error());
  std::string events;
  for (bool goes_on = true; goes_on;) {
    events.clear();
    const auto more = co_await (*source)->next(events, 10s);
    if (!more) throw Failure(more.error());
    goes_on = *more && write(shown_events(events, json));
  }
}

Task<> run(Tails& tails, TailQuery query, bool json, runtime::Loop& loop, std::exception_ptr& fault) {
  try {
    co_await print_all(tails, std::move(query), json);
  } catch (...) {
    fault = std::current_exception();
  }
  loop.stop();
}

}  // namespace

void follow(const Logs& logs, TailQuery query, bool json) {
  std::exception_ptr fault;
  {
    runtime::Loop loop(0);
    runtime::BlockingPool pool(1, 8);
    Tails tails(logs, pool, {});
    loop.spawn(run(tails, std::move(query), json, loop, fault));
    loop.run();
  }
  if (fault) std::rethrow_exception(fault);
}

}  // namespace tenstone::cli
