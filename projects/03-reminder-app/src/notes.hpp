// Notes: what comes in, what goes out, the routes, and the table.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "tenstone/core/uuid.hpp"
#include "tenstone/postgres/database.hpp"
#include "tenstone/postgres/migration.hpp"
#include "tenstone/redis/redis.hpp"
#include "tenstone/service/module.hpp"
#include "tenstone/service/service.hpp"
#include "tenstone/web/web.hpp"

namespace notes {
using namespace tenstone;

inline const ErrorCode kNoteNotFound{ErrorKind::NotFound, "note_not_found", "There is no such note"};

struct NewNote {
  std::string title;
  std::optional<std::string> body;
};
constexpr auto schema(validation::For<NewNote>) {
  return validation::object<NewNote>(validation::field("title", &NewNote::title).trim().length(1, 200),
                                     validation::field("body", &NewNote::body).max_length(10'000));
}

struct Note {  // a row of the table, column by column
  Uuid id;
  std::string title;
  std::optional<std::string> body;
  Time created_at;
};
constexpr auto schema(validation::For<Note>) {
  return validation::object<Note>(validation::field("id", &Note::id), validation::field("title", &Note::title),
                                  validation::field("body", &Note::body),
                                  validation::field("created_at", &Note::created_at));
}

struct FoundNote {
  Note note;
  std::optional<std::int64_t> reads;  // not known while Redis is away
};
constexpr auto schema(validation::For<FoundNote>) {
  return validation::object<FoundNote>(validation::field("note", &FoundNote::note),
                                       validation::field("reads", &FoundNote::reads));
}

class NotesController final : public web::Controller {
 public:
  explicit NotesController(service::Service& service);
  Task<Result<web::Created<Note>>> create(web::Body<NewNote> note);
  Task<Result<FoundNote>> find(web::Path<"id", Uuid> id);

 private:
  postgres::Database& database_;
  redis::Redis& redis_;
  Ids& ids_;
};

std::span<const postgres::Migration> migrations();  // migrations/*.sql

class NotesModule final : public service::Module {
 public:
  std::string_view name() const override { return "notes"; }
  std::span<const postgres::Migration> migrations() const override { return notes::migrations(); }
};

}  // namespace notes
