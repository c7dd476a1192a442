#include "recipient.hpp"

#include "tenstone/mail/outbox.hpp"

namespace tenstone::reminders {

Task<std::set<Uuid>> ids_of_endpoints(webhooks::Endpoints& endpoints, Uuid org) {
  std::set<Uuid> ids;
  for (const webhooks::Endpoint& endpoint : co_await endpoints.list(org)) ids.insert(endpoint.id);
  co_return ids;
}

Result<void> check_recipient(const Channel& channel, const std::string& title, const std::string& body,
                             const std::set<Uuid>& endpoints) {
  switch (channel.type) {
    case ChannelType::Log: return {};
    case ChannelType::Email:
      // As it will be sent, but for the line with the time, without which an empty body would be refused.
      return mail::check({.to = channel.to.value_or(""), .subject = title, .text = body + "\n"});
    case ChannelType::Webhook: {
      const auto id = parse_uuid(channel.to.value_or(""));
      if (!id || !endpoints.contains(*id)) return webhooks::kEndpointNotFound;
      return {};
    }
  }
  throw std::logic_error("a channel of no type");
}

}  // namespace tenstone::reminders
