#include "notes.hpp"

namespace notes {
namespace {

constexpr postgres::Statement kCreate{"notes.create",
                                      "insert into notes (id, title, body, created_at) "
                                      "values ($1, $2, $3, tenstone.now()) returning id, title, body, created_at"};
constexpr postgres::Statement kFind{"notes.find", "select id, title, body, created_at from notes where id = $1"};

}  // namespace

NotesController::NotesController(service::Service& service)
    : database_(service.database()), redis_(service.redis()), ids_(service.ids()) {
  route("POST /notes", &NotesController::create).summary("Write a note");
  route("GET  /notes/{id}", &NotesController::find).summary("Read a note");
}

Task<Result<web::Created<Note>>> NotesController::create(web::Body<NewNote> note) {
  const auto rows = co_await database_.write(kCreate, ids_.next(), note->title, note->body);
  if (!rows) co_return rows.error();
  auto made = *rows->one<Note>();
  const std::string location = "/notes/" + to_string(made.id);
  co_return web::Created<Note>{std::move(made), location};
}

// PostgreSQL is the truth. Redis counts; while it is away, a note is read all the same.
Task<Result<FoundNote>> NotesController::find(web::Path<"id", Uuid> id) {
  const auto rows = co_await database_.read(kFind, *id);
  auto note = rows.one<Note>();
  if (!note) co_return kNoteNotFound;
  FoundNote found{std::move(*note), std::nullopt};
  const std::string key = "notes:reads:" + to_string(*id);
  const auto reads = co_await redis_.command({"INCR", key});
  if (reads) found.reads = reads->integer;
  co_return found;
}

}  // namespace notes
