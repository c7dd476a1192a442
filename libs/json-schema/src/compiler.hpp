// Makes a SchemaProgram of documents.
#pragma once
#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "index.hpp"

namespace tenstone::json_schema {

// One schema at a time, from a queue: a schema that another one needs gets its number at once and its instructions
// later. So nothing here recurses, however schemas refer to each other.
class SchemaCompiler {
 public:
  explicit SchemaCompiler(const Options& options) : options_(options), index_(faults_) {}

  Result<std::shared_ptr<const SchemaProgram>> compile(std::string_view schema);

 private:
  static constexpr std::size_t kMostSchemas = 100'000, kMostPatterns = 2'000, kMostFaults = 32;

  bool load(std::string_view text, std::string_view uri, std::string_view in);
  Error refused(std::string_view uri);
  void drain();
  void settle_dynamic_refs();

  SchemaId schema(std::uint32_t place);
  SchemaId schema(const Node& node) { return schema(*index_.place_of(node)); }
  void compile_place(std::uint32_t place);
  void collect(const Node& node);

  // The schema that is being compiled.
  const Node* at(Keyword keyword) const { return parts_[static_cast<std::size_t>(keyword)]; }
  void fault(Keyword keyword, std::string message, std::string_view below = {});
  void emit(Op op, std::uint8_t types, Keyword keyword, std::uint32_t a = 0, std::uint32_t b = 0);

  // json_schema_compile_values.cpp
  void identity();
  std::uint8_t type(const Node*& value);
  void values(Keyword keyword);
  void bound(Keyword keyword, Op op);
  std::optional<std::uint32_t> count(Keyword keyword);
  void size(Keyword keyword, Op op, std::uint8_t type);
  void format();
  void pattern();
  std::optional<std::uint32_t> pattern(Keyword keyword, std::string_view text, std::string_view below);

  // json_schema_compile_children.cpp
  void object();
  void names(ObjectPlan& plan, ObjectPlan::Needs& needs, const Node& list, std::string_view below);
  void dependents(ObjectPlan& plan, Keyword keyword);
  std::uint32_t bit_of(ObjectPlan& plan, const Node& key);
  void array();
  void contains();
  void unique();
  void one(Keyword keyword, Op op, std::uint8_t types);
  void list(Keyword keyword, Op op);
  void condition();
  void reference(Keyword keyword);

  const Options& options_;
  std::vector<SchemaFault> faults_;
  SchemaIndex index_;
  std::shared_ptr<SchemaProgram> program_ = std::make_shared<SchemaProgram>();
  std::vector<SchemaId> of_place_;
  std::vector<std::uint32_t> queue_;  // places
  std::vector<bool> touched_;         // resources of which a schema is compiled
  std::map<std::string, std::uint32_t, std::less<>> pattern_numbers_;
  std::int64_t large_pattern_memory_ = 32 * 1024 * 1024;
  std::map<std::string, std::uint32_t, std::less<>> dynamic_anchors_;  // number in the program's
  std::vector<std::string> document_uris_;

  std::uint32_t place_ = 0;
  std::uint8_t vocabularies_ = 0;
  std::array<const Node*, static_cast<std::size_t>(Keyword::Unknown) + 1> parts_ = {};
};

// Finds what each schema amounts to (`fast`). The places of schemas that refer to themselves without going into the
// input, or in chains of more than 200, come back.
std::vector<std::uint32_t> settle_references(SchemaProgram& program);

}  // namespace tenstone::json_schema
