// What must not compile, and the words for it: the test web_refused reads this with `clang -Xclang -verify`.
#include "tenstone/web/web.hpp"

namespace {
using namespace tenstone;

struct Tag {};
struct Note {
  int number = 0;
};
constexpr auto schema(validation::For<Note>) {
  return validation::object<Note>(validation::field("number", &Note::number));
}

class Wrong final : public web::Controller {
 public:
  Wrong() {
    route("GET /notes", &Wrong::plain);
    route("FETCH /notes", &Wrong::plain);
    route("get /notes", &Wrong::plain);
    route("GET notes", &Wrong::plain);
    route("GET", &Wrong::plain);
    route("GET /notes?all=1", &Wrong::plain);
    route("GET /notes/{id", &Wrong::by_request);
    route("GET /notes/x{id}", &Wrong::by_request);
    route("GET /notes/{}", &Wrong::by_request);
    route("GET /notes/{id}/{id}", &Wrong::by_request);
    route("GET /notes/{id}", &Wrong::plain);
    route("GET /notes/{note}", &Wrong::by_id);
    route("GET /notes", &Wrong::by_id);
    route("GET /notes", &Wrong::by_body);
    route("POST /notes", &Wrong::two_bodies);
    route("POST /notes", &Wrong::by_tag);
    route("POST /notes", &Wrong::by_number);
    route("POST /notes", &Wrong::by_reference);
    route("POST /notes", &Wrong::returns_nothing);
    route("POST /notes", &Wrong::returns_perhaps_nothing);
    route("POST /notes", &Wrong::returns_tag);
    route("POST /notes", &Wrong::returns_result);
    route("POST /notes", &Elsewhere::plain);
  }
  struct Elsewhere {
    Task<web::NoContent> plain();
  };
  Task<web::NoContent> plain();
  Task<web::NoContent> by_request(http::Request& request);
  Task<web::NoContent> by_id(web::Path<"id", int> id);
  Task<web::NoContent> by_body(web::Body<Note> note);
  Task<web::NoContent> two_bodies(web::Body<Note> note, web::Body<Note> other);
  Task<web::NoContent> by_tag(web::Body<Tag> tag);
  Task<web::NoContent> by_number(int number);
  Task<web::NoContent> by_reference(const web::Principal& user);
  Task<> returns_nothing();
  Task<Result<void>> returns_perhaps_nothing();
  Task<Tag> returns_tag();
  Note returns_result();
};

}  // namespace
