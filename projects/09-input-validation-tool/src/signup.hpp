// Signups for the courses of a tea school: as they come in, as they are stored and as they go out.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tenstone/core/decimal.hpp"
#include "tenstone/core/uuid.hpp"
#include "tenstone/validation/validation.hpp"
#include "tenstone/web/pages.hpp"

namespace signups {
using namespace tenstone;

enum class Course : std::uint8_t { Green, Black, Ceremony };
constexpr auto schema(validation::For<Course>) {
  using enum Course;
  return validation::enumeration<Course>({{"green", Green}, {"black", Black}, {"ceremony", Ceremony}});
}

struct Guest {
  std::string name, email;
};
constexpr auto schema(validation::For<Guest>) {
  using validation::field;
  return validation::object<Guest>(field("name", &Guest::name).trim().length(1, 80),
                                   field("email", &Guest::email).trim().lower().email());
}

// [snippet:new_signup]
struct NewSignup {
  Course course = Course::Green;
  std::string name, email;
  int seats = 1;
  std::vector<Guest> guests;
  std::optional<std::int64_t> voucher;  // its number, of up to 16 digits
  std::optional<Decimal> donation;
  bool newsletter = false;
};
// [/snippet:new_signup]

// The seats suffice for her and her guests.
constexpr bool has_seats(const NewSignup& signup) {
  return signup.guests.size() < static_cast<std::size_t>(signup.seats);
}
bool no_one_twice(const NewSignup& signup);  // by their addresses, hers among them

// [snippet:schema]
constexpr auto schema(validation::For<NewSignup>) {
  using validation::field;
  return validation::object<NewSignup>(
             field("course", &NewSignup::course), field("name", &NewSignup::name).trim().length(1, 80),
             field("email", &NewSignup::email).trim().lower().email(),
             field("seats", &NewSignup::seats).or_default().range(1, 8),
             field("guests", &NewSignup::guests).or_default().max_items(7),
             field("voucher", &NewSignup::voucher).range(1, 9'999'999'999'999'999),
             field("donation", &NewSignup::donation).range(Decimal(0), Decimal(9'999'999, 2)).fraction_digits(2),
             field("newsletter", &NewSignup::newsletter).or_default())
      .refine("guests_seats", "/guests", has_seats, "must be fewer than the seats: one is the signer's own")
      .refine("guests_twice", "/guests", no_one_twice, "must have an address each, and not the signer's");
}
// [/snippet:schema]

struct Signup {  // a row of the table, column by column
  Uuid id;
  Course course = Course::Green;
  std::string name, email;
  int seats = 1;
  validation::Json guests;
  std::optional<std::int64_t> voucher;
  std::optional<Decimal> donation;
  bool newsletter = false;
  Time created_at;
};
constexpr auto schema(validation::For<Signup>) {
  using validation::field;
  return validation::object<Signup>(field("id", &Signup::id), field("course", &Signup::course),
                                    field("name", &Signup::name), field("email", &Signup::email),
                                    field("seats", &Signup::seats), field("guests", &Signup::guests),
                                    field("voucher", &Signup::voucher), field("donation", &Signup::donation),
                                    field("newsletter", &Signup::newsletter), field("created_at", &Signup::created_at));
}

// [snippet:query]
struct ListSignups : web::Paging {
  std::optional<Course> course;
  std::optional<int> seats_from;
  std::optional<bool> newsletter;
};
constexpr auto schema(validation::For<ListSignups>) {
  using validation::field;
  return web::paged<ListSignups>(field("course", &ListSignups::course),
                                 field("seats_from", &ListSignups::seats_from).range(1, 8),
                                 field("newsletter", &ListSignups::newsletter));
}
// [/snippet:query]

struct Place {  // where a page ends
  Uuid id;
};
constexpr auto schema(validation::For<Place>) { return validation::object<Place>(validation::field("id", &Place::id)); }

}  // namespace signups
