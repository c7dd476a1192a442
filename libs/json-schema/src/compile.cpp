// The walk over all schemas, and what a schema as a whole is.
#include <algorithm>
#include <fmt/core.h>
#include <tuple>

#include "compiler.hpp"
#include "uri.hpp"

namespace tenstone::json_schema {

bool SchemaCompiler::load(std::string_view text, std::string_view uri, std::string_view in) {
  auto document = std::make_unique<Document>();
  const auto parsed = document->parse(text);
  if (!parsed) {
    const auto number = static_cast<std::uint32_t>(document_uris_.size());
    document_uris_.emplace_back(in);
    faults_.push_back({number, "", fmt::format("is not JSON. {}", parsed.error().message)});
    return false;
  }
  document_uris_.emplace_back(in);
  index_.add(*document, uri);
  program_->documents.push_back(std::move(document));
  return true;
}

Error SchemaCompiler::refused(std::string_view uri) {
  Error error(kSchemaInvalid, uri.empty() ? std::string() : fmt::format("The JSON Schema {} is not valid", uri));
  if (program_->documents.size() == document_uris_.size())  // in the order of the texts
    std::ranges::sort(faults_, {}, [&](const SchemaFault& fault) {
      const Node& root = program_->documents[fault.document]->root();
      return std::tuple(fault.document, nearest(root, fault.pointer).offset, std::string_view(fault.pointer));
    });
  if (faults_.size() > kMostFaults) faults_.resize(kMostFaults);
  for (SchemaFault& fault : faults_) {
    std::string in = fault.document < document_uris_.size() ? document_uris_[fault.document] : "schema";
    error.issues.push_back({std::move(in), std::move(fault.pointer), "json_schema", std::move(fault.message)});
  }
  return error;
}

Result<std::shared_ptr<const SchemaProgram>> SchemaCompiler::compile(std::string_view schema) {
  if (!load(schema, options_.uri, "schema")) {
    Error error = refused(options_.uri);
    error.message = "The JSON Schema " + error.issues.front().message;
    error.issues.clear();
    return error;
  }
  const auto mine = static_cast<std::uint32_t>(index_.places.size());
  for (const SchemaSource& source : options_.documents) load(source.text, source.uri, source.uri);
  if (!faults_.empty()) return refused(options_.uri);
  const std::uint32_t root = index_.resources.front().place;
  program_->root = this->schema(root);
  for (std::uint32_t place = 0; place < mine; ++place) this->schema(place);  // faults in all of it are told
  drain();
  settle_dynamic_refs();
  program_->places = index_.places;
  for (const SchemaResource& resource : index_.resources) program_->resources.push_back(resource.uri);
  if (faults_.empty())
    for (const std::uint32_t place : settle_references(*program_))
      faults_.push_back({index_.resources[index_.places[place].resource].document, pointer_of(index_.places, place),
                         "refers back to itself at the same place of the input, or by way of more than 200 others"});
  if (!faults_.empty()) return refused(options_.uri);
  return std::shared_ptr<const SchemaProgram>(std::move(program_));
}

SchemaId SchemaCompiler::schema(std::uint32_t place) {
  if (of_place_.size() <= place) of_place_.resize(place + 1, kNone);
  if (of_place_[place] == kNone) {
    of_place_[place] = static_cast<SchemaId>(program_->schemas.size());
    program_->schemas.emplace_back();
    queue_.push_back(place);
  }
  return of_place_[place];
}

void SchemaCompiler::drain() {
  while (!queue_.empty() && faults_.size() < kMostFaults) {
    if (program_->schemas.size() > kMostSchemas) {
      faults_.push_back({0, "", fmt::format("has more than {} schemas, with those that it refers to", kMostSchemas)});
      return;
    }
    const std::uint32_t place = queue_.back();
    queue_.pop_back();
    compile_place(place);
  }
}

// A resource in which nothing was compiled cannot come into scope. One more may, for what another anchor refers to.
void SchemaCompiler::settle_dynamic_refs() {
  program_->dynamic = !dynamic_anchors_.empty();
  for (bool more = program_->dynamic; more && faults_.empty();) {
    more = false;
    for (const auto& [anchor, number] : dynamic_anchors_) {
      for (const std::uint32_t resource : index_.with_dynamic_anchor(anchor)) {
        auto& known = program_->dynamic_anchors[number].by_resource;
        if (resource >= touched_.size() || !touched_[resource] || known.contains(resource)) continue;
        known.emplace(resource, schema(*index_.resources[resource].dynamic_anchors.find(anchor)->second));
        more = true;
      }
    }
    drain();
  }
}

void SchemaCompiler::fault(Keyword keyword, std::string message, std::string_view below) {
  std::string pointer = pointer_of(index_.places, place_);
  append_token(pointer, info_of(keyword).name);
  pointer += below;
  faults_.push_back(
      {index_.resources[index_.places[place_].resource].document, std::move(pointer), std::move(message)});
}

void SchemaCompiler::emit(Op op, std::uint8_t types, Keyword keyword, std::uint32_t a, std::uint32_t b) {
  program_->instructions.push_back({op, types, keyword, a, b, at(keyword)});
}

void SchemaCompiler::collect(const Node& node) {
  parts_.fill(nullptr);
  for (const Node* key = &node + 1; key != node.next(); key = key[1].next()) {
    const Keyword keyword = keyword_of(key->view());
    if (keyword != Keyword::Unknown) {
      if ((info_of(keyword).vocabulary & vocabularies_) != 0) parts_[static_cast<std::size_t>(keyword)] = &key[1];
    } else if (options_.unknown == Options::Unknown::Refuse && !key->view().starts_with("x-")) {
      std::string pointer = pointer_of(index_.places, place_);
      append_token(pointer, key->view());
      faults_.push_back({index_.resources[index_.places[place_].resource].document, std::move(pointer),
                         "is no keyword of JSON Schema 2020-12: remove it, or begin its name with x-"});
    }
  }
}

void SchemaCompiler::compile_place(std::uint32_t place) {
  const Node& node = *index_.nodes[place];
  const SchemaId self = of_place_[place];
  place_ = place;
  CompiledSchema out{.fast = self, .resource = index_.places[place].resource, .place = place};
  if (touched_.size() <= out.resource) touched_.resize(out.resource + 1);
  touched_[out.resource] = true;
  if (node.kind == Kind::False) {
    out.types = 0;
  } else if (node.kind == Kind::Object) {
    vocabularies_ = index_.vocabularies(out.resource);
    collect(node);
    out.first = static_cast<std::uint32_t>(program_->instructions.size());
    identity();
    out.types = type(out.type);
    values(Keyword::Enum);
    values(Keyword::Const);
    bound(Keyword::Minimum, Op::Minimum);
    bound(Keyword::Maximum, Op::Maximum);
    bound(Keyword::ExclusiveMinimum, Op::Above);
    bound(Keyword::ExclusiveMaximum, Op::Below);
    bound(Keyword::MultipleOf, Op::MultipleOf);
    size(Keyword::MinLength, Op::MinLength, kString);
    size(Keyword::MaxLength, Op::MaxLength, kString);
    size(Keyword::MinItems, Op::MinItems, kArray);
    size(Keyword::MaxItems, Op::MaxItems, kArray);
    size(Keyword::MinProperties, Op::MinProperties, kObject);
    size(Keyword::MaxProperties, Op::MaxProperties, kObject);
    format();
    pattern();
    object();
    array();
    unique();
    contains();
    one(Keyword::PropertyNames, Op::PropertyNames, kObject);
    reference(Keyword::Ref);
    reference(Keyword::DynamicRef);
    list(Keyword::AllOf, Op::AllOf);
    list(Keyword::AnyOf, Op::AnyOf);
    list(Keyword::OneOf, Op::OneOf);
    one(Keyword::Not, Op::Not, kAnyType);
    condition();
    one(Keyword::UnevaluatedItems, Op::UnevaluatedItems, kArray);
    one(Keyword::UnevaluatedProperties, Op::UnevaluatedProperties, kObject);
    out.tracks = at(Keyword::UnevaluatedItems) != nullptr || at(Keyword::UnevaluatedProperties) != nullptr;
    out.count = static_cast<std::uint32_t>(program_->instructions.size()) - out.first;
  } else if (node.kind != Kind::True) {
    faults_.push_back({index_.resources[out.resource].document, pointer_of(index_.places, place),
                       "must be a schema: an object, true or false"});
  }
  program_->schemas[self] = out;
}

Result<Schema> Schema::compile(std::string_view schema, const Options& options) {
  auto program = SchemaCompiler(options).compile(schema);
  if (!program) return program.error();
  return Schema(std::move(*program));
}

}  // namespace tenstone::json_schema
