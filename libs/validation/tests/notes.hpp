// What a user writes: the types that the tests read and write.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "tenstone/validation/validation.hpp"

namespace notes {
using namespace tenstone;
using validation::field, validation::object;

enum class Colour { Grey, Red };
constexpr auto schema(validation::For<Colour>) {
  return validation::enumeration<Colour>({{"grey", Colour::Grey}, {"red", Colour::Red}});
}

struct Paragraph {
  std::string text;
  friend bool operator==(const Paragraph&, const Paragraph&) = default;
  friend constexpr auto schema(validation::For<Paragraph>) {
    return object<Paragraph>(field("text", &Paragraph::text).length(1, 500));
  }
};
struct Picture {
  std::string url;
  int width = 0;
  friend bool operator==(const Picture&, const Picture&) = default;
};
constexpr auto schema(validation::For<Picture>) {
  return object<Picture>(field("url", &Picture::url).length(1, 200), field("width", &Picture::width).range(1, 4096));
}
using Block = std::variant<Paragraph, Picture>;
constexpr auto schema(validation::For<Block>) {
  return validation::tagged<Block>("kind", validation::option<Paragraph>("paragraph"),
                                   validation::option<Picture>("picture"));
}

struct CreateNote {
  std::string title;
  std::optional<std::string> body;
  int priority = 3;
  Colour colour = Colour::Grey;
  std::vector<std::string> tags;
  std::vector<Block> blocks;
  friend bool operator==(const CreateNote&, const CreateNote&) = default;
};
constexpr auto schema(validation::For<CreateNote>) {
  return object<CreateNote>(
             field("title", &CreateNote::title).trim().length(1, 200),
             field("body", &CreateNote::body).max_length(10'000),
             field("priority", &CreateNote::priority).or_default().range(1, 5),
             field("colour", &CreateNote::colour).or_default(),
             field("tags", &CreateNote::tags).or_default().max_items(8).each(validation::text().length(1, 20)),
             field("blocks", &CreateNote::blocks).or_default().max_items(20))
      .refine("body_repeats_title", "/body", [](const CreateNote& n) { return n.body != n.title; });
}

struct ListNotes {
  int limit = 20;
  std::optional<bool> archived;
  std::vector<std::string> tag;
};
constexpr auto schema(validation::For<ListNotes>) {
  return object<ListNotes>(field("limit", &ListNotes::limit).or_default().range(1, 100),
                           field("archived", &ListNotes::archived), field("tag", &ListNotes::tag).or_default());
}

struct Everything {  // every kind of value
  bool yes = false;
  std::int64_t large = 0;
  std::uint64_t natural = 0;
  std::uint8_t small = 0;
  double real = 0;
  std::string text;
  std::optional<int> maybe;
  std::vector<Picture> nested;
  std::map<std::string, int> counts;
  Uuid id;
  Time time;
  validation::Json free;
};
constexpr auto schema(validation::For<Everything>) {
  return object<Everything>(
      field("yes", &Everything::yes), field("large", &Everything::large), field("natural", &Everything::natural),
      field("small", &Everything::small), field("real", &Everything::real), field("text", &Everything::text),
      field("maybe", &Everything::maybe), field("nested", &Everything::nested), field("counts", &Everything::counts),
      field("id", &Everything::id), field("time", &Everything::time), field("free", &Everything::free));
}
}  // namespace notes
