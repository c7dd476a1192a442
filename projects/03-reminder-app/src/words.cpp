#include "words.hpp"

#include "tenstone/runtime/loop.hpp"

namespace notes {
namespace {

using namespace std::chrono_literals;

constexpr auto kPause = 1s;
constexpr postgres::Statement kFindWords{"words.find", "select words from note_words where note_id = $1"};
constexpr postgres::Statement kCountWords{
    "words.count",
    "insert into note_words (note_id, words) "
    "select id, cardinality(regexp_split_to_array(trim(concat_ws(' ', title, body)), '\\s+')) from notes "
    "where not exists (select from note_words where note_id = id) order by id limit 100 on conflict do nothing"};

Task<> count(postgres::Database& database, const runtime::Supervisor& supervisor, runtime::Pulse pulse) {
  do {
    const auto counted = co_await database.write(kCountWords);
    counted ? pulse.well() : pulse.unwell();
  } while (co_await supervisor.pause(kPause));
}

}  // namespace

WordsController::WordsController(service::Service& service) : database_(service.database()) {
  route("GET /notes/{id}/words", &WordsController::find).summary("How many words a note has");
}

Task<Result<Words>> WordsController::find(web::Path<"id", Uuid> id) {
  const auto rows = co_await database_.read(kFindWords, *id);
  const auto words = rows.one<Words>();
  if (!words) co_return kNotCounted;
  co_return *words;
}

void WordsModule::open(service::Service& service) {
  service_ = &service;
  supervisor_ = std::make_unique<runtime::Supervisor>(service.loops()[0]);
}

void WordsModule::work() {
  service_->loops()[0].post([this] {
    supervisor_->keep(
        "words", [this](runtime::Pulse pulse) { return count(service_->database(), *supervisor_, std::move(pulse)); });
  });
}

Task<bool> WordsModule::drain() {
  supervisor_->stop();
  co_await supervisor_->join();
  co_return true;
}

}  // namespace notes
