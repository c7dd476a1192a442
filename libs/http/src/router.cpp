#include "router.hpp"

#include <algorithm>
#include <stdexcept>

namespace tenstone::http {
namespace {

constexpr std::string_view kRest = "...";  // of "{key...}"

std::invalid_argument bad_path(std::string_view path, std::string_view why) {
  return std::invalid_argument("the route " + std::string(path) + " " + std::string(why));
}

std::vector<std::string_view> split(std::string_view path) {
  if (!path.starts_with('/')) throw bad_path(path, "must start with /");
  std::vector<std::string_view> parts;
  if (path == "/") return parts;
  while (!path.empty()) {
    path.remove_prefix(1);
    parts.push_back(path.substr(0, path.find('/')));
    path.remove_prefix(parts.back().size());
  }
  return parts;
}

}  // namespace

void Router::add(Method method, std::string_view path, std::size_t route) {
  const auto parts = split(path);
  if (parts.size() > Target::kMaxSegments) throw bad_path(path, "has more than 32 segments");
  Entry entry{std::string(path), {}};
  Node* node = &root_;
  for (const std::string_view part : parts) {
    if (part.starts_with('{') && part.ends_with('}') && part.size() > 2) {
      std::string_view name = part.substr(1, part.size() - 2);
      const bool takes_rest = name.ends_with(kRest);
      if (takes_rest && part.end() != path.end()) throw bad_path(path, "has " + std::string(part) + " before its end");
      if (takes_rest) name.remove_suffix(kRest.size());
      if (name.empty()) throw bad_path(path, "has " + std::string(part) + " without a name");
      entry.names.emplace_back(name);
      if (std::ranges::count(entry.names, entry.names.back()) > 1)
        throw bad_path(path, "names two segments {" + entry.names.back() + "}");
      std::unique_ptr<Node>& child = takes_rest ? node->rest : node->brace;
      if (!child) child = std::make_unique<Node>();
      node = child.get();
      continue;
    }
    if (part.find_first_of("{}") != part.npos)
      throw bad_path(path, "has a brace that is not a whole segment: write /{name}");
    auto place = std::ranges::lower_bound(node->literals, part, {},
                                          [](const auto& child) { return std::string_view(child.first); });
    if (place == node->literals.end() || place->first != part)
      place = node->literals.emplace(place, std::string(part), std::make_unique<Node>());
    node = place->second.get();
  }
  std::size_t& slot = node->routes[static_cast<std::size_t>(method)];
  if (slot != kNone)
    throw bad_path(path, "matches the same requests as " + entries_[slot].path + " (" + std::string(to_string(method)) +
                             "): remove one of them");
  slot = route;
  if (entries_.size() <= route) entries_.resize(route + 1);
  entries_[route] = std::move(entry);
  all_.add(method);
}

Router::Match Router::find(Method method, Request& request) const {
  Match match;
  request.parameters_.clear();
  request.parameter_names_ = {};
  request.route_ = {};
  if (!descend(root_, 0, method, request, match)) return match;
  request.parameter_names_ = entries_[match.route].names;
  request.route_ = entries_[match.route].path;
  return match;
}

// Of a node where the path ends.
bool Router::answered_by(const Node& node, Method method, Match& match) {
  for (std::size_t i = 0; i < kMethods; ++i)
    if (node.routes[i] != kNone) match.allowed.add(static_cast<Method>(i));
  match.route = node.routes[static_cast<std::size_t>(method)];
  if (match.route == kNone && method == Method::Head) match.route = node.routes[static_cast<std::size_t>(Method::Get)];
  return match.route != kNone;
}

bool Router::descend(const Node& node, std::size_t depth, Method method, Request& request, Match& match) const {
  const auto segments = request.segments();
  if (depth == segments.size()) return answered_by(node, method, match);
  const std::string_view segment = segments[depth];
  const auto place = std::ranges::lower_bound(node.literals, segment, {},
                                              [](const auto& child) { return std::string_view(child.first); });
  if (place != node.literals.end() && place->first == segment &&
      descend(*place->second, depth + 1, method, request, match))
    return true;
  if (segment.empty()) return false;
  if (node.brace) {
    request.parameters_.push_back(segment);
    if (descend(*node.brace, depth + 1, method, request, match)) return true;
    request.parameters_.pop_back();
  }
  if (!node.rest) return false;
  const std::string_view path = request.target_.decoded;
  request.parameters_.push_back(path.substr(static_cast<std::size_t>(segment.data() - path.data())));
  if (answered_by(*node.rest, method, match)) return true;
  request.parameters_.pop_back();
  return false;
}

}  // namespace tenstone::http
