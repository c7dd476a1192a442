#include "tenstone/flags/context.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <fmt/core.h>
#include <string>
#include <utility>

#include "tenstone/validation/reader.hpp"

namespace tenstone::flags {
namespace {

using validation::Reader;

constexpr std::uint64_t kPathStart = 0xcbf29ce484222325;

constexpr std::uint64_t extend_path(std::uint64_t path, std::string_view bytes) {
  for (const char c : bytes) path = (path ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return path;
}

std::uint64_t extend_number(std::uint64_t hash, std::uint64_t number) {
  std::array<char, sizeof number> bytes;
  std::memcpy(bytes.data(), &number, sizeof number);
  return extend_path(hash, std::string_view(bytes.data(), bytes.size()));
}
// Each is of a length that its beginning tells, so that no two contexts have the same bytes.
std::uint64_t extend_attribute(std::uint64_t hash, const Attribute& one) {
  hash = extend_number(hash, static_cast<std::uint64_t>(one.kind));
  switch (one.kind) {
    case Attribute::Kind::Null: return hash;
    case Attribute::Kind::Boolean: return extend_number(hash, one.truth ? 1 : 0);
    case Attribute::Kind::Number: return extend_number(hash, std::bit_cast<std::uint64_t>(one.number + 0.0));
    case Attribute::Kind::Text: return extend_path(extend_number(hash, one.text.size()), one.text);
    case Attribute::Kind::List: return extend_number(hash, one.count);
  }
  return hash;
}

constexpr std::uint64_t kTargetingKey = extend_path(kPathStart, "targetingKey");
constexpr std::size_t kScanned = 16;  // attributes that are looked through faster than searched

Error context_error(std::string_view reason) { return Error(kInvalidContext, fmt::format("The context {}", reason)); }

}  // namespace

std::uint64_t path_hash(std::string_view path) { return extend_path(kPathStart, path); }

class ContextReader {
 public:
  explicit ContextReader(std::size_t bytes) {
    context_.texts_ = std::make_unique_for_overwrite<char[]>(bytes);
    end_ = context_.texts_.get();
  }

  // Of an object just entered. The reason why it is refused; "": it is not.
  std::string_view members(Reader& in, std::uint64_t prefix, std::size_t depth) {
    if (depth > kMaxContextDepth) return "nests deeper than 8 levels";
    for (std::string_view key; in.next_key({}, key);) {
      const std::uint64_t path = extend_path(depth > 1 ? extend_path(prefix, ".") : prefix, key);
      if (in.enter_object()) {
        if (const auto reason = members(in, path, depth + 1); !reason.empty()) return reason;
        continue;
      }
      found_.emplace_back(path, in.enter_array() ? items(in) : plain(in));
      if (found_.size() + context_.items_.size() > kMaxAttributes) return "has more than 1,000 attributes";
    }
    return {};
  }

  Result<Context> finish() && {
    std::ranges::sort(found_, {}, &Found::first);
    context_.paths_.reserve(found_.size());
    context_.attributes_.reserve(found_.size());
    for (const auto& [path, attribute] : found_) {
      if (!context_.paths_.empty() && context_.paths_.back() == path) return context_error("gives an attribute twice");
      if (path == kTargetingKey && attribute.kind != Attribute::Kind::Text && attribute.kind != Attribute::Kind::Null)
        return context_error("has a targetingKey that is not a text");
      context_.paths_.push_back(path);
      context_.attributes_.push_back(attribute);
    }
    return std::move(context_);
  }

  Attribute text(std::string_view bytes) {
    bytes.copy(end_, bytes.size());
    const std::string_view copy(std::exchange(end_, end_ + bytes.size()), bytes.size());
    return {.kind = Attribute::Kind::Text, .text = copy};
  }
  void add(std::string_view path, std::string_view bytes) {
    const std::uint64_t hash = path_hash(path);
    if (std::ranges::find(found_, hash, &Found::first) == found_.end()) found_.emplace_back(hash, text(bytes));
  }

 private:
  using Found = std::pair<std::uint64_t, Attribute>;

  // Null also for what is not plain, which stays unread.
  Attribute plain(Reader& in) {
    bool truth = false;
    double number = 0;
    if (in.boolean(truth) == Reader::Read::Ok) return {.kind = Attribute::Kind::Boolean, .truth = truth};
    if (in.number(number) == Reader::Read::Ok) return {.kind = Attribute::Kind::Number, .number = number};
    if (in.string(scratch_) == Reader::Read::Ok) return text(scratch_);
    (void)in.null();
    return {};
  }
  Attribute items(Reader& in) {
    const std::size_t first = context_.items_.size();
    while (in.next_item())
      if (const Attribute item = plain(in); item.kind != Attribute::Kind::Null) context_.items_.push_back(item);
    return {.kind = Attribute::Kind::List,
            .first = static_cast<std::uint32_t>(first),
            .count = static_cast<std::uint32_t>(context_.items_.size() - first)};
  }

  Context context_;
  char* end_;
  std::string scratch_;
  std::vector<Found> found_;
};

Context::Context(std::string_view targeting_key) : Context(of({{"targetingKey", targeting_key}})) {}

Context Context::of(std::span<const Text> attributes) {
  std::size_t bytes = 0;
  for (const auto& [path, text] : attributes) bytes += text.size();
  ContextReader reader(bytes);
  for (const auto& [path, text] : attributes) reader.add(path, text);
  return *std::move(reader).finish();
}

Result<Context> Context::parse(std::string_view json) {
  if (json.size() > kMaxContextBytes) return context_error("is longer than 64 KiB");
  const validation::ReaderPtr in = validation::open_json(json);
  ContextReader reader(json.size());
  const bool is_object = in->enter_object();
  const std::string_view reason = is_object ? reader.members(*in, kPathStart, 1) : "is not a JSON object";
  if (!reason.empty()) return context_error(reason);
  if (auto unreadable = in->finish()) return Error(kInvalidContext, std::move(unreadable->message));
  return std::move(reader).finish();
}

Result<Context> Context::parse_request(std::string_view json) {
  if (json.empty()) return Context();
  const validation::ReaderPtr in = validation::open_json(json);
  ContextReader reader(json.size());
  bool is_object = in->enter_object();
  if (is_object) {
    for (std::string_view name; in->next_key({}, name);) {
      if (name != "context" || in->null()) continue;
      is_object = in->enter_object() && is_object;
      const std::string_view reason = is_object ? reader.members(*in, kPathStart, 1) : "";
      if (!reason.empty()) return context_error(reason);
    }
  }
  if (auto unreadable = in->finish()) return *std::move(unreadable);
  if (!is_object) return context_error("is not a JSON object");
  return std::move(reader).finish();
}

const Attribute* Context::find(std::uint64_t path) const {
  const auto place =
      paths_.size() <= kScanned ? std::ranges::find(paths_, path) : std::ranges::lower_bound(paths_, path);
  return place != paths_.end() && *place == path ? &attributes_[static_cast<std::size_t>(place - paths_.begin())]
                                                 : nullptr;
}

std::uint64_t Context::fingerprint() const {
  std::uint64_t hash = kPathStart;
  for (std::size_t i = 0; i < paths_.size(); ++i) {
    hash = extend_number(hash, paths_[i]);
    hash = extend_attribute(hash, attributes_[i]);
    for (const Attribute& item : items(attributes_[i])) hash = extend_attribute(hash, item);
  }
  return hash;
}

std::optional<std::string_view> Context::targeting_key() const {
  const Attribute* key = find(kTargetingKey);
  return key && !key->text.empty() ? std::optional(key->text) : std::nullopt;
}

}  // namespace tenstone::flags
