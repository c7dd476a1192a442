// A small domain, as a user would write it.
#pragma once
#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tenstone/runtime/time.hpp"
#include "tenstone/web/web.hpp"

namespace notes {
using namespace tenstone;

inline const ErrorCode kNoteNotFound{ErrorKind::NotFound, "note_not_found", "There is no such note"};

struct CreateNote {
  std::string title;
  std::optional<std::string> body = {};
  int priority = 3;
  std::vector<std::string> tags = {};
};
constexpr auto schema(validation::For<CreateNote>) {
  return validation::object<CreateNote>(validation::field("title", &CreateNote::title).trim().length(1, 200),
                                        validation::field("body", &CreateNote::body).max_length(10'000),
                                        validation::field("priority", &CreateNote::priority).or_default().range(1, 5),
                                        validation::field("tags", &CreateNote::tags)
                                            .or_default()
                                            .max_items(40)
                                            .each(validation::text().length(1, 20)))
      .refine("body_repeats_title", "/body", [](const CreateNote& n) { return n.body != n.title; });
}
struct Note {
  std::int64_t id = 0;
  CreateNote content;
  Uuid author;
};
constexpr auto schema(validation::For<Note>) {
  return validation::object<Note>(validation::field("id", &Note::id), validation::field("content", &Note::content),
                                  validation::field("author", &Note::author));
}
struct ListNotes {
  int limit = 20;
  std::optional<bool> archived = {};
  std::vector<std::string> tag = {};
};
constexpr auto schema(validation::For<ListNotes>) {
  return validation::object<ListNotes>(validation::field("limit", &ListNotes::limit).or_default().range(1, 100),
                                       validation::field("archived", &ListNotes::archived),
                                       validation::field("tag", &ListNotes::tag).or_default());
}

class NotesController final : public web::Controller {
 public:
  explicit NotesController(std::vector<Note>& notes) : notes_(notes) {
    route("GET  /notes", &NotesController::list);
    route("GET  /notes/{id}", &NotesController::find).answers(kNoteNotFound);
    route("POST /notes", &NotesController::create).summary("Create a note").body_limit(64 * 1024);
    route("PUT /notes/{id}", &NotesController::replace);
    route("DELETE /notes/{id}", &NotesController::remove).guard(web::requires_scope("notes:write"));
    route("POST /notes/{id}/exports", &NotesController::export_note).guard(web::signed_in());
    route("DELETE /mine", &NotesController::remove_mine).guard(web::requires_session());
    route("GET /raw/{anything}", &NotesController::raw);
    route("GET /key", &NotesController::key);
  }

  Task<web::Page<Note>> list(web::Query<ListNotes> query) {
    co_await suspend();  // the arguments live in this frame
    const auto count = std::min<std::ptrdiff_t>(query->limit, std::ssize(notes_));
    co_return web::Page<Note>{{notes_.begin(), notes_.begin() + count}};
  }
  Task<Result<Note>> find(web::Path<"id", std::int64_t> id) {
    co_await suspend();
    for (const Note& note : notes_)
      if (note.id == *id) co_return note;
    co_return kNoteNotFound;
  }
  Task<Result<web::Created<Note>>> create(web::Body<CreateNote> note, web::Principal user) {
    co_await suspend();
    notes_.push_back({std::ssize(notes_) + 1, std::move(*note), user.user});
    co_return web::Created<Note>{notes_.back(), "/notes/" + std::to_string(notes_.back().id)};
  }
  Task<Note> replace(web::Path<"id", std::int64_t> id, web::Query<ListNotes>, web::Body<CreateNote> note) {
    co_await suspend();
    co_return Note{*id, std::move(*note), {}};
  }
  Task<web::NoContent> remove(web::Path<"id", std::int64_t>) { co_return web::NoContent{}; }
  Task<web::NoContent> remove_mine() { co_return web::NoContent{}; }
  Task<web::Accepted<Note>> export_note(web::Path<"id", std::int64_t> id) {
    co_return web::Accepted<Note>{{*id, {}, {}}, "/jobs/7"};
  }
  Task<http::Response> raw(http::Request& request) {
    co_await suspend();
    co_return http::text(std::string(request.path_parameter("anything")), 203);
  }
  Task<Result<http::Response>> key(web::Header<"X-Key", Uuid> key,
                                   web::Header<"X-Note", std::optional<std::string>> note) {
    co_return http::text(to_string(*key) + " " + note->value_or("no note"));
  }

 private:
  static Task<> suspend() { co_await runtime::sleep_for(std::chrono::milliseconds(1)); }

  std::vector<Note>& notes_;
};

}  // namespace notes
