// log ls | cat | grep | tail | hist.
#include <algorithm>
#include <csignal>
#include <ranges>

#include "log_files.hpp"
#include "log_follow.hpp"
#include "log_output.hpp"
#include "log_verbs.hpp"
#include "own_name.hpp"
#include "tenstone/core/console.hpp"
#include "tenstone/validation/validation.hpp"

namespace tenstone::cli {
namespace {

using namespace log_view;

// Who stops reading, as `head` does, ends the program without a word.
void end_with_the_reader() { std::signal(SIGPIPE, SIG_DFL); }

void print(const std::string& text) { console::print("{}", console::Lines(text)); }

template <class T>
T value_of(Result<T> result) {
  if (!result) throw Failure(result.error());
  return std::move(*result);
}

struct Listed {
  std::string name;
  std::uint64_t size_bytes = 0;
  Time modified_at;
  std::string format;
};
constexpr auto schema(validation::For<Listed>) {
  using validation::field;
  return validation::object<Listed>(field("name", &Listed::name), field("size_bytes", &Listed::size_bytes),
                                    field("modified_at", &Listed::modified_at), field("format", &Listed::format));
}

// The entries in their order, page by page, up to `most`: over the budget of one question, too.
template <class Take>
void for_each_entry(const Logs& logs, EntriesQuery query, std::uint64_t most, Take take) {
  while (most > 0) {
    query.limit = static_cast<int>(std::min<std::uint64_t>(most, web::kMostRows));
    const EntriesAnswer page = value_of(logs.entries(query));
    for (const EntryAnswer& entry : page.data) take(entry);
    most -= page.data.size();
    if (!page.next_cursor) return;
    query.cursor = page.next_cursor;
  }
}

bool grep(const Settings& settings, const LogWords& words) {
  const LogFiles files(settings, words.logs);
  bool has_found = false;
  for (const std::string& log : files.names()) {
    EntriesQuery query{{}, log, words.query, Order::Oldest};
    for_each_entry(files.logs(), query, UINT64_MAX, [&](const EntryAnswer& entry) {
      has_found = true;
      const std::string prefix = files.names().size() > 1 ? console::printable(entry.file) + ": " : "";
      print(shown(entry, words.json, prefix));
    });
  }
  return has_found;
}

void add(HistogramAnswer& sum, const HistogramAnswer& more) {
  for (std::size_t i = 0; i < std::min(sum.data.size(), more.data.size()); ++i) {
    sum.data[i].entries += more.data[i].entries;
    sum.data[i].warnings += more.data[i].warnings;
    sum.data[i].errors += more.data[i].errors;
  }
  sum.entries += more.entries;
  sum.untimed += more.untimed;
}

HistogramAnswer whole_histogram(const Logs& logs, HistogramQuery query) {
  HistogramAnswer sum = value_of(logs.histogram(query));
  for (query.cursor = sum.next_cursor, query.from = sum.from, query.to = sum.to; query.cursor;) {
    const HistogramAnswer more = value_of(logs.histogram(query));
    add(sum, more);
    query.cursor = more.next_cursor;
  }
  return sum;
}

}  // namespace

int log_list(const Settings& settings, const LogWords& words) {
  end_with_the_reader();
  const LogFiles files(settings, {});
  for (const LogAnswer& each : files.logs().list().data) {
    const auto about = files.logs().about({each.name});
    if (!about) continue;  // it has gone meanwhile
    const Listed listed{each.name, each.size_bytes, each.modified_at, about->format};
    if (words.json)
      print(validation::to_json(listed) + '\n');
    else
      console::print("{:36}  {:>12} bytes  {}  {}\n", listed.name, listed.size_bytes, to_rfc3339(listed.modified_at),
                     listed.format);
  }
  return 0;
}

int log_cat(const Settings& settings, const LogWords& words) {
  end_with_the_reader();
  const LogFiles files(settings, words.logs);
  EntriesQuery query{{}, files.names()[0], words.query, words.oldest ? Order::Oldest : Order::Newest};
  for_each_entry(files.logs(), query, static_cast<std::uint64_t>(words.limit),
                 [&](const EntryAnswer& entry) { print(shown(entry, words.json)); });
  return 0;
}

int log_grep(const Settings& settings, const LogWords& words) {
  end_with_the_reader();
  try {
    return grep(settings, words) ? 0 : 1;
  } catch (const Failure& failure) {
    report(failure.error());
    return 2;
  }
}

int log_tail(const Settings& settings, const LogWords& words) {
  end_with_the_reader();
  const LogFiles files(settings, words.logs);
  const std::string& log = files.names()[0];
  // The first page also says where it was made, so that nothing comes between it and what follows.
  EntriesQuery query{{.limit = std::max(words.lines, 1)}, log, words.query, Order::Newest};
  EntriesAnswer page = value_of(files.logs().entries(query));
  const std::string end = page.end.value_or("");
  while (std::ssize(page.data) < words.lines && page.next_cursor) {
    query.cursor = page.next_cursor;
    EntriesAnswer more = value_of(files.logs().entries(query));
    page.next_cursor = std::move(more.next_cursor);
    std::ranges::move(more.data, std::back_inserter(page.data));
  }
  page.data.resize(std::min(page.data.size(), static_cast<std::size_t>(words.lines)));
  for (const EntryAnswer& entry : std::views::reverse(page.data)) print(shown(entry, words.json));
  std::fflush(stdout);
  if (words.follow) follow(files.logs(), {.log = log, .q = words.query, .after = end}, words.json);
  return 0;
}

int log_hist(const Settings& settings, const LogWords& words) {
  end_with_the_reader();
  const LogFiles files(settings, words.logs);
  const HistogramAnswer sum =
      whole_histogram(files.logs(), {.log = files.names()[0], .q = words.query, .buckets = words.buckets});
  if (!words.json) return print(bars(sum)), 0;
  for (const Bucket& each : sum.data) print(validation::to_json(each) + '\n');
  return 0;
}

}  // namespace tenstone::cli
