// How a type looks as JSON Schema 2020-12. Codecs say it by their `describe()`, keyword by keyword; describe.hpp asks.
#pragma once
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <typeinfo>
#include <utility>
#include <vector>

#include "tenstone/validation/json_writer.hpp"

namespace tenstone::validation {

struct Text;

// A type reads otherwise than it writes. Input: an absent member may have a default, an unknown one is refused. Text:
// as Input, from a query, path or header, where nothing is null. Output: every member is present.
enum class Way : std::uint8_t { Input, Text, Output };

class Components;
class Description;

struct DescribedMember {
  std::string_view name, meaning;
  bool required;
  void (*describe)(Description&);
  void (*write_default)(std::string&);  // as a value-initialised object has it
  bool leaves_out = false;              // what is written lacks it when it is empty
};
struct DescribedObject {
  const std::type_info& type;
  std::span<const DescribedMember> members;
  bool ignore_unknown;
  std::string_view tag = {}, kind = {};  // of a tagged union's option: one more member, and its value
  bool as_read = false;                  // written as it is read, also what it consists of
  bool keeps_unknown = false;
};

// Which ends of a range are outside.
struct OpenEnds {
  bool lowest = false, highest = false;
};

// The schema of one place: a JSON object of keywords. Empty, it takes any value.
class Description {
 public:
  Description(Components& components, Way way) : components_(components), way_(way) {}
  Way way() const { return way_; }
  bool openapi() const;  // of an OpenAPI document: it may use the words that OpenAPI adds to JSON Schema
  Description inner() const { return {components_, way_}; }  // for an item, or another schema inside of this one

  // The last value of a keyword counts.
  Description& set(std::string_view keyword, std::string json) {
    return keywords_.set(keyword, std::move(json)), *this;
  }
  Description& say(std::string_view keyword, std::string_view text) { return keywords_.say(keyword, text), *this; }
  Description& type(std::string_view name, std::string_view format = {});

  void text(const Text& rules);
  void integer(std::int64_t lowest, std::int64_t highest, std::size_t bytes, OpenEnds open = {});
  void natural(std::uint64_t lowest, std::uint64_t highest, OpenEnds open = {});
  void number(double lowest, double highest, OpenEnds open = {});
  void capped(double most);  // a larger value counts as `most`
  void array(const Description& item, std::size_t fewest, std::size_t most, std::size_t limit);
  void tuple(std::span<const Description> items);
  void map(const Description& value, std::size_t fewest, std::size_t most, std::size_t limit);
  // Named: these become a reference to a component.
  void object(const DescribedObject& object);
  void enumeration(const std::type_info& type, std::span<const std::string_view> names);
  void enumeration(const std::type_info& type, std::span<const std::int64_t> numbers);
  // One of several objects, told apart by the value of their member `tag`.
  void tagged(std::string_view tag, std::span<const std::pair<std::string_view, Description>> options);
  void or_null();  // call it last

  bool has(std::string_view keyword) const { return keywords_.find(keyword) != nullptr; }
  std::string json() const { return keywords_.json(); }  // Components::resolve() makes its references readable

 private:
  Description shape(Way way, const DescribedObject& object) const;
  void count(std::string_view least_keyword, std::string_view most_keyword, std::size_t fewest, std::size_t most,
             std::size_t limit);
  void enumeration(const std::type_info& type, std::string_view name, const std::vector<std::string>& values);

  Components& components_;
  Way way_;
  JsonObject keywords_;
};

// One member: its schema, with its meaning and, on input, its default.
Description describe_member(Components& components, Way way, const DescribedMember& member);

// The named schemas that a document refers to.
//
// A name is the type's last component: "Note" for notes::Note, "PageOfNote" for web::Page<notes::Note>. A type that is
// both read and written is "NoteInput" where it is read; an option of a tagged union that stands alone elsewhere is
// "PictureAsThumbnail". Types of one name are told apart by the namespaces before it: "NotesState", "JobsState". The
// order in which they were described changes none of it.
class Components {
 public:
  // `prefix` stands before a name in a reference. With the one of OpenAPI, "#/components/schemas/", schemas use the
  // words of OpenAPI too: the formats int32, int64 and password, and `discriminator`.
  explicit Components(std::string prefix) : prefix_(std::move(prefix)) {}
  Components(const Components&) = delete;
  bool openapi() const { return prefix_ == "#/components/schemas/"; }

  // One that no type stands for; its name is taken before those of types. Returns the reference to it, as JSON.
  std::string add(std::string name, std::string json);

  // ---- when all has been described
  std::string resolve(std::string_view json) const;    // with references by name
  std::map<std::string, std::string> schemas() const;  // resolved, by name

 private:
  friend class Description;
  struct Entry {
    const std::type_info* type;  // nullptr: it was added by its name
    Way way;
    std::string tag, kind;
    std::string name;  // of the type, "tenstone::web::Page<notes::Note>"
    std::string json = {};
  };
  // The number of the component, and whether it is new: then it must be described and kept.
  std::pair<std::size_t, bool> enter(const std::type_info& type, Way way, std::string_view tag, std::string_view kind);
  std::string refer(std::size_t number) const;
  std::vector<std::string> names() const;  // by number
  std::string base_name(const Entry& entry) const;
  std::string suffix(const Entry& entry) const;

  std::string prefix_;
  std::vector<Entry> entries_;
};

}  // namespace tenstone::validation
