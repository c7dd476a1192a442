// A document made ready: which policies are about a request, and whom each counts. Immutable: what a request is decided
// by.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/http/client_address.hpp"
#include "tenstone/http/request.hpp"
#include "tenstone/rate_limit/document.hpp"
#include "tenstone/rate_limit/store.hpp"
#include "tenstone/runtime/published.hpp"

namespace tenstone::rate_limit {

// What is known about who asks; "" for what is not. Short harmless texts stand in keys as they are, others as their
// hash (src/counting/key.hpp); an API key is always hashed.
struct Who {
  std::string user, org, api_key, plan;
  bool known() const { return !user.empty() || !api_key.empty(); }
};
using WhoIs = std::function<Who(const http::Request&)>;

struct ReadyRule {
  Rule rule;
  Policy policy;
  http::MethodSet methods;
};

// The policies that count one subject: one take() of the limiter.
struct Group {
  std::string subject;  // "ip:192.0.2.1", "user:42|route:/notes/:id"
  std::vector<const ReadyRule*> rules;
  std::vector<Charge> charges;  // of each
};

class Rules {
 public:
  Rules() : Rules(Document()) {}  // no policy
  // Errors: as check().
  static Result<Rules> make(Document document);

  const Document& document() const { return document_; }
  std::span<const ReadyRule> all() const { return *rules_; }
  const ReadyRule* find(std::string_view policy) const;
  // Whose word about the client's address is taken; nothing: the document does not say.
  const std::optional<http::ProxyTrust>& trust() const { return trust_; }

  // By its client alone.
  bool denies(const http::Request& request) const;
  // By its client or its path.
  bool exempts(const http::Request& request) const;
  // Those that count the address alone come first. They point into this.
  std::vector<Group> about(const http::Request& request, const Who& who) const;
  // What they say of who asks whatever the method and the route, with a cost of 0; without those that count by route.
  std::vector<Group> about_caller(const http::Request& request, const Who& who) const;

 private:
  explicit Rules(Document document);
  template <class Applies, class Cost>
  std::vector<Group> collect(const http::Request& request, const Who& who, Applies applies, Cost cost) const;

  Document document_;
  std::shared_ptr<const std::vector<ReadyRule>> rules_;
  std::optional<http::ProxyTrust> trust_;
};

// The document's text, parsed and made ready. Errors: as parse_document().
Result<Rules> read_rules(std::string_view json);

using PublishedRules = runtime::Published<Rules>;

}  // namespace tenstone::rate_limit
