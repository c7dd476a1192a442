#include "read_run.hpp"

#include <array>

#include "template_text.hpp"
#include "tenstone/webhooks/event_types.hpp"

namespace tenstone::platform {
namespace {

EmailTemplate read_email(Checker& check, const YamlNode::Entry& email) {
  EmailTemplate parts;
  check.map(email.value, "email", {}, [&](const YamlNode::Entry& entry) {
    std::string* part = entry.key == "to"        ? &parts.to
                        : entry.key == "subject" ? &parts.subject
                        : entry.key == "text"    ? &parts.text
                                                 : nullptr;
    if (part == nullptr) return false;
    *part = check.text(entry);
    if (const std::string fault = fault_of_template(*part); !fault.empty()) check.fault(entry.line, entry.key, fault);
    return true;
  });
  const bool whole = !parts.to.empty() && !parts.subject.empty() && !parts.text.empty();
  if (email.value.kind == YamlNode::Kind::Map && !check.faulty("/run/email") && !whole)
    check.fault(email.line, "email", "must say to, subject and text");
  return parts;
}

Runner read_post(Checker& check, const YamlNode::Entry& entry) {
  const std::string text = check.text(entry);
  if (text.empty()) return {};
  auto url = http::Url::parse(text);
  if (url) return PostTo{std::move(*url)};
  check.fault(entry.line, entry.key, url.error().message);
  return {};
}

SendEvent read_event(Checker& check, const YamlNode::Entry& entry) {
  std::string type = check.text(entry);
  if (!type.empty() && !webhooks::is_message_type(type))
    check.fault(entry.line, entry.key, "must be words of a-z, A-Z, 0-9 and '_' with dots between, at most 128");
  return {std::move(type)};
}

}  // namespace

std::string place_of(const Runner& run) {
  constexpr std::array kPlaces = {"/run", "/run/builtin", "/run/email", "/run/http", "/run/event"};
  return kPlaces.at(run.index());
}

void read_run(Checker& check, const YamlNode& node, Declaration& out) {
  if (node.kind == YamlNode::Kind::Scalar && node.text == "native") return;
  int known = 0;
  check.map(node, "run", {}, [&](const YamlNode::Entry& entry) {
    if (entry.key == "builtin")
      out.run = Builtin{check.text(entry)};
    else if (entry.key == "email")
      out.run = read_email(check, entry);
    else if (entry.key == "http")
      out.run = read_post(check, entry);
    else if (entry.key == "event")
      out.run = read_event(check, entry);
    else
      return false;
    ++known;
    return true;
  });
  if (node.kind == YamlNode::Kind::Map && node.entries.empty())
    check.fault(node.line, "run", "must say " + std::string(kRuns));
  if (known > 1) check.fault(node.line, "run", "must say one thing: builtin, email, http or event");
}

}  // namespace tenstone::platform
