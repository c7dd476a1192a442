// What must not compile, and the words for it: the test web_refused reads this with `clang -Xclang -verify`, which
// wants each error at its line. The name of the rule is in a note under it, in route.hpp: those are counted.
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

class Elsewhere : public web::Controller {
 public:
  Task<web::NoContent> plain();
};

// clang-format off
class Wrong final : public web::Controller {
 public:
  Wrong() {
    route("GET /notes", &Wrong::plain);  // right

    // expected-note@*:* 5 {{'the_route_must_read_METHOD_space_PATH'}}
    route("FETCH /notes", &Wrong::plain);      // expected-error {{is not a constant expression}}
    route("get /notes", &Wrong::plain);        // expected-error {{is not a constant expression}}
    route("GET notes", &Wrong::plain);         // expected-error {{is not a constant expression}}
    route("GET", &Wrong::plain);               // expected-error {{is not a constant expression}}
    route("GET /notes?all=1", &Wrong::plain);  // expected-error {{is not a constant expression}}

    // expected-note@*:* 3 {{'a_brace_of_the_route_is_not_a_whole_segment'}}
    route("GET /notes/{id", &Wrong::by_request);   // expected-error {{is not a constant expression}}
    route("GET /notes/x{id}", &Wrong::by_request); // expected-error {{is not a constant expression}}
    route("GET /notes/{}", &Wrong::by_request);    // expected-error {{is not a constant expression}}

    // expected-note@*:* {{'two_braces_of_the_route_have_one_name'}}
    route("GET /notes/{id}/{id}", &Wrong::by_request);  // expected-error {{is not a constant expression}}

    // expected-note@*:* {{'a_brace_in_the_route_has_no_Path_parameter'}}
    route("GET /notes/{id}", &Wrong::plain);  // expected-error {{is not a constant expression}}

    // expected-note@*:* 2 {{'a_Path_parameter_has_no_brace_in_the_route'}}
    route("GET /notes/{note}", &Wrong::by_id);  // expected-error {{is not a constant expression}}
    route("GET /notes", &Wrong::by_id);         // expected-error {{is not a constant expression}}

    // expected-note@*:* {{'a_GET_handler_takes_a_Body'}}
    route("GET /notes", &Wrong::by_body);  // expected-error {{is not a constant expression}}

    // expected-error@*:* 3 {{a handler takes Body<T>, Query<T>, Path<"name", T>, Header<"name", T>, Cookie<"name", T>, IfMatch or Principal by value, or http::Request&}}
    route("POST /notes", &Wrong::by_number);     // expected-note {{requested here}}
    route("POST /notes", &Wrong::by_reference);  // expected-note {{requested here}}
    route("POST /notes", &Wrong::by_condition);  // expected-note {{requested here}}

    // expected-error@*:* {{a handler takes one Body and one Query at most}}
    route("POST /notes", &Wrong::two_bodies);  // expected-note {{requested here}}

    route("POST /notes", &Wrong::returns_nothing);          // right: 204
    route("POST /notes", &Wrong::returns_perhaps_nothing);  // right

    // expected-error@*:* 7 {{a handler returns a type with a schema, Created, Accepted, Page, NoContent, void, http::Response or a variant of these, plain or in a Result<>, WithHeaders<> or Versioned<>}}
    route("POST /notes", &Wrong::returns_tag);            // expected-note {{requested here}}
    route("POST /notes", &Wrong::returns_number);         // expected-note {{requested here}}
    route("POST /notes", &Wrong::returns_perhaps);        // expected-note {{requested here}}
    route("POST /notes", &Wrong::returns_pointer);        // expected-note {{requested here}}
    route("POST /notes", &Wrong::returns_created_tag);    // expected-note {{requested here}}
    route("POST /notes", &Wrong::returns_either);         // expected-note {{requested here}}
    route("POST /notes", &Wrong::returns_versioned_tag);  // expected-note {{requested here}}
    route("POST /notes", &Wrong::returns_no_task);        // expected-error {{no matching member function}}

    // expected-error@*:* {{requirement 'Schema<(anonymous namespace)::Tag>::found': write `constexpr auto schema(}}
    route("POST /notes", &Wrong::by_tag);  // expected-note {{requested here}}

    // expected-error@*:* {{a handler is a member of the controller that routes it}}
    // expected-error@*:* {{no matching function for call to 'call'}}
    route("POST /notes", &Elsewhere::plain);  // expected-note {{requested here}}
  }
  Task<web::NoContent> plain();
  Task<web::NoContent> by_request(http::Request& request);
  Task<web::NoContent> by_id(web::Path<"id", int> id);
  Task<web::NoContent> by_body(web::Body<Note> note);
  Task<web::NoContent> two_bodies(web::Body<Note> note, web::Body<Note> other);
  Task<web::NoContent> by_tag(web::Body<Tag> tag);
  Task<web::NoContent> by_number(int number);
  Task<web::NoContent> by_reference(const web::Principal& user);
  Task<web::NoContent> by_condition(const web::IfMatch& known);
  Task<> returns_nothing();
  Task<Result<void>> returns_perhaps_nothing();
  Task<Tag> returns_tag();
  Task<int> returns_number();
  Task<Result<std::optional<Note>>> returns_perhaps();
  Task<Note*> returns_pointer();
  Task<Result<web::Created<Tag>>> returns_created_tag();
  Task<std::variant<web::Created<Note>, Tag>> returns_either();
  Task<Result<web::WithHeaders<web::Versioned<Tag>>>> returns_versioned_tag();
  Note returns_no_task();
};
// clang-format on

}  // namespace
