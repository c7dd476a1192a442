// The rows "webhooks…": events are verified, stored with their job and acknowledged. The jobs wait for a worker, which
// is another process and does not run here.
//   bench_webhooks [serve]
//   bench_webhooks migrate             makes the tables
//   bench_webhooks source NAME SECRET  adds a source that signs as GitHub does
#include "tenstone/webhooks/receiver.hpp"

#include "tenstone/http/app.hpp"
#include "tenstone/service/program.hpp"
#include "tenstone/webhooks/module.hpp"
#include "tenstone/webhooks/sources.hpp"
#include "tenstone/webhooks_jobs/webhooks_jobs.hpp"

using namespace tenstone;

namespace {

const Uuid kOwner = *parse_uuid("018bcfe5-6800-7000-8000-000000000000");

Task<Result<void>> add_source(webhooks::Sources* sources, service::Arguments arguments) {
  if (arguments.words.size() != 2) co_return service::kArgumentsInvalid;
  const webhooks::Caller by{.org = kOwner, .actor = "system"};
  webhooks::NewSource source{
      .name = arguments.words[0], .scheme = webhooks::Scheme::GitHub, .secret = arguments.words[1]};
  const auto made = co_await sources->create(by, std::move(source));
  if (!made) co_return made.error();
  co_return Result<void>();
}

}  // namespace

int main(int argc, char** argv) {
  service::Service service("bench_webhooks", {.postgres = true, .redis = true});
  service.with<webhooks_jobs::Module>();
  auto& webhooks = service.with<webhooks::Module>();
  const std::vector<service::Verb> verbs = {
      {"source", "NAME SECRET", "add a source",
       [&](service::Arguments arguments) { return add_source(webhooks.sources.get(), std::move(arguments)); }}};
  const auto serve = [&] {
    http::App app;
    service.standard(app);
    webhooks::add_receiver_route(app, *webhooks.receiver);
    return service.serve(app, service::Service::Role::Api);
  };
  return service::run(service, argc, argv, serve, verbs);
}
