#include "tenstone/auth_mail/auth_mail.hpp"

#include "tenstone/auth/module.hpp"
#include "tenstone/jobs/module.hpp"
#include "tenstone/mail/module.hpp"
#include "tenstone/service/service.hpp"

namespace tenstone::auth_mail {
namespace {

constexpr std::string_view kQueue = "default";

class MailPostbox final : public auth::Postbox {
 public:
  MailPostbox(mail::Outbox& outbox, jobs::Queue& queue, bool open) : outbox_(outbox), queue_(queue), open_(open) {}

  const ErrorCode* closed() const override { return open_ ? nullptr : &mail::kMailNotConfigured; }

  Task<Result<void>> write_later(postgres::Transaction& transaction, std::string request) override {
    jobs::NewJob job{
        .org_id = {}, .kind = std::string(kKind), .payload = std::move(request), .queue = std::string(kQueue)};
    const auto queued = co_await queue_.enqueue(transaction, std::move(job));
    if (!queued) co_return queued.error();
    co_return Result<void>();
  }

  Task<Result<bool>> put(postgres::Transaction& transaction, Uuid id, auth::Letter letter) override {
    mail::Mail mail{.to = std::move(letter.to),
                    .subject = std::move(letter.subject),
                    .text = std::move(letter.text),
                    .org = {},
                    .id = id};
    co_return co_await outbox_.put(transaction, std::move(mail));
  }

  void wake() override { queue_.wake(kQueue); }

 private:
  mail::Outbox& outbox_;
  jobs::Queue& queue_;
  const bool open_;
};

Task<jobs::Outcome> write(jobs::Run& run, auth::Recovery& recovery) {
  const auto written = co_await recovery.write(run.payload(), run.id());
  if (written) co_return jobs::Done{};
  const Error& error = written.error();
  if (jobs::worth_a_retry(error.kind)) co_return jobs::Retry{.reason = error.message, .code = error.code};
  co_return jobs::Discard{.reason = error.message, .code = error.code};
}

}  // namespace

void Module::needs(service::Service& service) {
  auto& auth = service.with<auth::Module>();
  service.with<mail::Module>();
  service.with<jobs::Module>().handle(std::string(kKind),
                                      [&auth](jobs::Run& run) { return write(run, *auth.recovery); });
}

void Module::open(service::Service& service) {
  auto& mail = service.with<mail::Module>();
  const bool open = mail.configured(service) && !service.public_url().empty();
  service.with<auth::Module>().connect(
      std::make_unique<MailPostbox>(*mail.outbox, *service.with<jobs::Module>().queue, open));
}

}  // namespace tenstone::auth_mail
